// npm test: everything to one verdict, real Postgres, Redis and browser included. Plain Node: nothing is installed
// when it starts. --yes or CI=true installs missing system packages unasked.
import { parseArgs } from "node:util";
import { runChecks } from "./check/steps.mjs";
import { build } from "./platform/build.mjs";
import { install, requireNode } from "./platform/install.mjs";
import { findRedis } from "./platform/redis.mjs";
import { duration, say, sayStep, step, tail } from "./terminal/report.mjs";
import { stopOnSignals } from "./terminal/run.mjs";
import { requireChromium } from "./test/chromium.mjs";
import { runPlaywright, runVitest } from "./test/suites.mjs";

const { values: options } = parseArgs({ options: { yes: { type: "boolean", short: "y" } } });
const startedAt = Date.now();
const verdict = { passed: 0, failed: 0 };
stopOnSignals();

/** A step without which nothing later means anything: its failure is the verdict. */
async function prerequisite(name, work) {
  try {
    await step(name, work);
  } catch (error) {
    say(error.message);
    conclude({ passed: 0, failed: 1 });
    process.exit(1);
  }
}

function conclude({ passed, failed }) {
  verdict.passed += passed;
  verdict.failed += failed;
}

async function suite(name, work) {
  say(`\n${name}`);
  const result = await work((line) => {
    if (/^\s*[✓✔✗✘×❯]|\bFAIL\b/.test(line)) say(line.slice(0, 160));
  });
  conclude(result);
  if (result.failed > 0) say(tail(result.output, 150));
  sayStep(name, { ok: result.failed === 0, note: `${result.passed} passed, ${result.failed} failed`, ms: result.ms });
}

async function buildStep() {
  try {
    await step("Build", build);
    conclude({ passed: 1, failed: 0 });
  } catch (error) {
    say(error.message);
    conclude({ passed: 0, failed: 1 });
  }
}

async function main() {
  say("Prerequisites");
  await prerequisite("Node", requireNode);
  await prerequisite("Packages", install);
  await prerequisite("Redis", async () => ({ note: (await findRedis({ yes: options.yes })).path }));
  await prerequisite("Chromium", () => requireChromium({ yes: options.yes }));
  say("\nChecks");
  conclude(
    await runChecks(({ name, ok, output, ms }) => {
      sayStep(name, { ok, ms });
      if (!ok) say(tail(output, 80));
    }),
  );
  say("");
  // Some integration tests start the built processes.
  await buildStep();
  await suite("Unit, property and integration tests", runVitest);
  await suite("End to end", runPlaywright);
  say(`\nAfter ${duration(Date.now() - startedAt)}:`);
}

await main();
say(`${verdict.passed} passed, ${verdict.failed} failed`);
process.exit(verdict.failed > 0 ? 1 : 0);
