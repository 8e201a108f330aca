import { program, run } from "../terminal/run.mjs";

const node = (...args) => [process.execPath, args];
const cruise = program("dependency-cruiser", "bin/dependency-cruise.mjs");

/** What `npm run check` demands. Each step is one verdict. The first ones read sources as they stand in the clone. */
const onSources = [
  {
    name: "format and lint",
    command: node(program("@biomejs/biome", "bin/biome"), "ci", "--error-on-warnings", "--colors=off", "."),
  },
  { name: "size budgets", command: node("scripts/check/budgets.mjs") },
  { name: "purity of the rules", command: node("scripts/check/purity.mjs") },
  { name: "comparison of secrets", command: node("scripts/check/secret-comparison.mjs") },
  { name: "lock of all platforms", command: node("scripts/check/lock.mjs") },
  { name: "error reference", command: node("--import", "tsx", "scripts/errors-doc.mjs", "--check") },
  {
    name: "generated code",
    command: node(program("turbo", "bin/turbo"), "run", "generate", "--output-logs=errors-only"),
  },
];

/** These need the generated code. The longest comes first, so that the others run beside it. */
const onGenerated = [
  {
    name: "types",
    command: node(
      program("turbo", "bin/turbo"),
      "run",
      "typecheck",
      "--output-logs=errors-only",
      "--concurrency=2",
      "--continue",
    ),
  },
  {
    name: "boundaries",
    command: node(cruise, "--config", ".dependency-cruiser.cjs", "apps", "packages", "prisma", "e2e", "bench"),
  },
  { name: "gateway's hot path", command: node(cruise, "--config", ".dependency-cruiser.gateway.cjs", "apps/gateway") },
  { name: "dead code", command: node(program("knip", "bin/knip.js"), "--no-progress") },
  {
    name: "types of seed and scripts",
    command: node(program("typescript-native", "bin/tsc"), "--noEmit", "-p", "tsconfig.json"),
  },
];

/** The cores of the smallest machine meant. */
const AT_ONCE = 2;

/**
 * Runs every check, also after one failed, some side by side.
 * @param {(result: { name: string, ok: boolean, output: string, ms: number }) => void} onResult
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(onResult) {
  const verdict = { passed: 0, failed: 0 };
  for (const checks of [onSources, onGenerated]) {
    const waiting = [...checks];
    const lane = async () => {
      for (let check = waiting.shift(); check; check = waiting.shift()) {
        const { code, output, ms } = await run(...check.command);
        verdict[code === 0 ? "passed" : "failed"] += 1;
        onResult({ name: check.name, ok: code === 0, output, ms });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }
  return verdict;
}
