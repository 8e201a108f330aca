import { existsSync } from "node:fs";
import { tail } from "../terminal/report.mjs";
import { checkout, run } from "../terminal/run.mjs";
import { writeJson } from "./files.mjs";

/** Brings the database up to date. @throws with the migration's last lines */
export async function migrate(env) {
  const { output } = await tool("The migration", ["--import", "tsx", "packages/db/src/cli/migrate.ts"], env);
  const applied = output.split("\n").filter((line) => line.startsWith("applied ")).length;
  return { note: applied > 0 ? `${applied} applied` : "up to date" };
}

/** Makes the schema that the demo's `query_database` reads. */
export async function prepareDemoDatabase(env) {
  await tool("Preparing the demo database", ["apps/demo-tools/dist/prepare-database.mjs"], env);
}

/** The same from the sources, for watch mode, where nothing is bundled. */
export async function prepareDemoDatabaseFromSource(env) {
  await tool("Preparing the demo database", ["--import", "tsx", "apps/demo-tools/src/prepare-database.ts"], env);
}

/**
 * Runs a named scenario of the seed and keeps what it made, keys included, for the next time.
 * @returns {Promise<object>} the scenario's own account, its standard output: organization, login, agents with keys,
 *   connections
 */
export async function seed({ scenario, files, env }) {
  const previous = existsSync(files.seed) ? ["--previous", files.seed] : [];
  const args = ["--import", "tsx", "prisma/seed/main.ts", "--scenario", scenario, ...previous];
  const { stdout } = await tool("The seed", args, env);
  const made = JSON.parse(stdout);
  writeJson(files.seed, made);
  return made;
}

async function tool(what, args, env) {
  const result = await run(process.execPath, args, { env, cwd: checkout });
  if (result.code !== 0) throw new Error(`${what} failed (${result.code}):\n${tail(result.output, 40)}`);
  return result;
}
