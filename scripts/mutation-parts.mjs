/** What is mutated and which tests must notice, by part: one part is one run of `npm run mutate`, a minute for 100 mutants. */
export const MUTATION_PARTS = {
  sql: {
    mutate: ["packages/policy/src/functions/sql/{statement-walk,statement-facts,syntax-nodes,text-bounds,sql}.ts"],
    tests: ["packages/policy/src/functions/sql/*.test.ts", "!**/*.integration.test.ts"],
  },
  decision: {
    mutate: ["packages/policy/src/decision/{decide,variables}.ts"],
    tests: ["packages/policy/src/decision/*.test.ts"],
  },
  limits: {
    mutate: ["packages/policy/src/limits/*.ts", "!**/*.test.ts"],
    tests: ["packages/policy/src/{limits,decision,document}/*.test.ts"],
  },
  selection: {
    mutate: ["packages/policy/src/selection/*.ts", "!**/*.test.ts"],
    tests: ["packages/policy/src/{selection,decision,validation}/*.test.ts"],
  },
  approvals: {
    mutate: ["packages/core/src/approvals/*.ts", "!**/*.test.ts"],
    tests: ["packages/core/src/approvals/*.test.ts"],
  },
};

/** The part named by COUNTERSIGN_MUTATE; throws where there is none of this name. */
export function mutationPart() {
  const name = process.env["COUNTERSIGN_MUTATE"] ?? "decision";
  const part = MUTATION_PARTS[name];
  if (!part) throw new Error(`There is no part ${name}; there are ${Object.keys(MUTATION_PARTS).join(", ")}.`);
  return part;
}
