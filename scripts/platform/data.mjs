import { existsSync } from "node:fs";
import { tail } from "../terminal/report.mjs";
import { checkout, run } from "../terminal/run.mjs";
import { readJson, writeJson } from "./files.mjs";

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
 * @returns {Promise<object>} the scenario's own account: organization, login, agents with keys, connections
 */
export async function seed({ scenario, files, env }) {
  const previous = existsSync(files.seed) ? ["--previous", files.seed] : [];
  const args = ["--import", "tsx", "prisma/seed/main.ts", "--scenario", scenario, ...previous];
  const { output } = await tool("The seed", args, env);
  const made = lastJson(output);
  if (!made) throw new Error(`The seed did not say what it made:\n${tail(output)}`);
  writeJson(files.seed, made);
  return readJson(files.seed);
}

/** Progress goes to standard error and may be interleaved: the account is the last JSON object of the output. */
function lastJson(output) {
  for (let start = output.lastIndexOf("\n{"); ; start = output.lastIndexOf("\n{", start - 1)) {
    const text = output.slice(start + 1);
    const end = text.lastIndexOf("}");
    try {
      return JSON.parse(text.slice(0, end + 1));
    } catch {
      if (start <= 0) return undefined;
    }
  }
}

async function tool(what, args, env) {
  const result = await run(process.execPath, args, { env, cwd: checkout });
  if (result.code !== 0) throw new Error(`${what} failed (${result.code}):\n${tail(result.output, 40)}`);
  return result;
}
