// npm run mutate [part …]: mutation testing, part by part; without names all of them. Ends with what each part scored.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { MUTATION_PARTS } from "./mutation-parts.mjs";

const NOTICED = ["Killed", "Timeout"];
const MISSED = ["Survived", "NoCoverage"];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(MUTATION_PARTS, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no part ${unknown.join(", ")}; there are ${Object.keys(MUTATION_PARTS).join(", ")}.\n`,
  );
  process.exit(2);
}
const verdicts = (asked.length > 0 ? asked : Object.keys(MUTATION_PARTS)).map(mutate);
process.stdout.write(`\n${verdicts.map(({ line }) => line).join("\n")}\n`);
process.exitCode = verdicts.every(({ hasPassed }) => hasPassed) ? 0 : 1;

function mutate(name) {
  const env = { ...process.env, COUNTERSIGN_MUTATE: name };
  const { status } = spawnSync("npx", ["stryker", "run"], { stdio: "inherit", env });
  if (status !== 0 && status !== 1) return { hasPassed: false, line: `${name}: did not run` };
  const { files } = JSON.parse(readFileSync(`node_modules/.cache/mutation-${name}.json`, "utf8"));
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const count = (states) => mutants.filter(({ status: state }) => states.includes(state)).length;
  const [noticed, missed] = [count(NOTICED), count(MISSED)];
  const score = ((100 * noticed) / (noticed + missed)).toFixed(1);
  return { hasPassed: status === 0, line: `${name}: ${score} % of ${noticed + missed} mutants noticed` };
}
