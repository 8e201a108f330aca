/** What is mutated and which tests must notice, by part: one part is one run of `npm run mutate`, a minute for 100 mutants. */
export const MUTATION_PARTS = {
  tree: {
    mutate: ["packages/core/src/audit/*.ts", "!**/*.test.ts", "!**/test-*.ts"],
    tests: ["packages/core/src/audit/*.test.ts"],
  },
  limits: {
    mutate: ["packages/policy/src/limits/*.ts", "packages/core/src/windows.ts", "!**/*.test.ts"],
    tests: [
      "packages/policy/src/limits/*.test.ts",
      "packages/policy/src/document/parse-policy.test.ts",
      "packages/core/src/windows*.test.ts",
    ],
  },
  selection: {
    mutate: ["packages/policy/src/selection/*.ts", "!**/*.test.ts"],
    tests: ["packages/policy/src/selection/*.test.ts", "packages/policy/src/decision/decide.test.ts"],
  },
  decision: {
    mutate: ["packages/policy/src/decision/{decide,variables,after-rules,compile-policy}.ts"],
    // Not those that compile thousands of rules.
    tests: [
      "packages/policy/src/decision/{after-rules,decide,decided-call,observe,unpriced}.test.ts",
      "packages/policy/src/decision/decide.property.test.ts",
    ],
  },
  sql: {
    mutate: ["packages/policy/src/functions/sql/{statement-walk,statement-facts,syntax-nodes,text-bounds,sql}.ts"],
    tests: ["packages/policy/src/functions/sql/{corpus,default-schema,sql,statement-facts}.test.ts"],
  },
  approvals: {
    mutate: ["packages/core/src/approvals/*.ts", "!**/*.test.ts"],
    tests: ["packages/core/src/approvals/*.test.ts"],
  },
};

const chosen = process.env["COUNTERSIGN_MUTATE"] ?? "decision";

/** The part named by COUNTERSIGN_MUTATE; throws where there is none of this name. */
export function mutationPart() {
  const part = MUTATION_PARTS[chosen];
  if (!part) throw new Error(`There is no part ${chosen}; there are ${Object.keys(MUTATION_PARTS).join(", ")}.`);
  return { name: chosen, ...part };
}
