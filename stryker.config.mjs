import { mutationPart } from "./scripts/mutation-parts.mjs";

const { name, mutate } = mutationPart();

/** Mutation testing of the parts that a promise rests on. A part below 85 % fails. */
export default {
  packageManager: "npm",
  plugins: ["@stryker-mutator/vitest-runner"],
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutation.config.ts", related: false },
  mutate,
  // Text for people may be worded in any way.
  mutator: { excludedMutations: ["StringLiteral"] },
  ignorePatterns: ["/apps", "/e2e", "/docs", "/deploy", "/prisma", "**/dist", "**/.next"],
  coverageAnalysis: "perTest",
  concurrency: 1,
  timeoutMS: 20_000,
  tempDirName: "node_modules/.cache/stryker",
  reporters: ["clear-text", "json"],
  jsonReporter: { fileName: `node_modules/.cache/mutation-${name}.json` },
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
};
