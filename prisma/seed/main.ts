/** Fills a migrated database with a named scenario; README.md beside this file has the details. */
import { parseArgs } from "node:util";
import { NOTHING_PREVIOUS, readPrevious } from "./previous.ts";
import { seedDemo } from "./scenarios/demo/demo.ts";
import { seedEmpty } from "./scenarios/empty.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { seedTwoTenants } from "./scenarios/two-tenants.ts";
import { openWorld } from "./world.ts";

const SCENARIOS: ReadonlyMap<string, Scenario> = new Map<string, Scenario>([
  ["demo", (world) => seedDemo(world)],
  ["empty", seedEmpty],
  ["two-tenants", seedTwoTenants],
]);

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { scenario: { type: "string", default: "demo" }, previous: { type: "string" } },
  });
  const scenario = SCENARIOS.get(values.scenario);
  if (!scenario)
    throw new Error(`There is no scenario ${values.scenario}: choose ${[...SCENARIOS.keys()].join(", ")}.`);
  const previous = values.previous === undefined ? NOTHING_PREVIOUS : await readPrevious(values.previous);
  const { world, close } = await openWorld(process.env, previous);
  try {
    const made = await scenario(world);
    process.stdout.write(`${JSON.stringify(made)}\n`);
  } finally {
    await close();
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
