import type { PolicyContext } from "../policy-context.ts";

const HEAD = `# What your agents may do.
#
# An agent may do what a rule allows and nothing else. The order of rules never matters: a deny beats an approval, an
# approval beats an allow, and what no rule names is denied.
version: 1
`;

const NOTHING_YET = `
# Connect a server first; then name its operations here:
#
# rules:
#   - id: web-search
#     agents: [sales-research]
#     operations: [web.search]
#     effect: allow
#     limits:
#       - { calls: 50, per: day }
rules: []
`;

/**
 * A careful first policy for what is connected: what only reads is allowed up to a daily bound, everything else asks a
 * person. It names each operation, so that one added later is denied until somebody decides about it.
 */
export function starterPolicy({ operations }: Pick<PolicyContext, "operations">): string {
  if (operations.length === 0) return `${HEAD}${NOTHING_YET}`;
  const reads = operations.filter((operation) => operation.class === "read").map(({ id }) => id);
  const others = operations.filter((operation) => operation.class !== "read").map(({ id }) => id);
  return `${HEAD}\nrules:\n${[readsRule(reads), othersRule(others)].filter((rule) => rule !== "").join("\n")}`;
}

function readsRule(ids: readonly string[]): string {
  if (ids.length === 0) return "";
  return `  # What only reads is allowed, within a bound that a runaway loop reaches before it costs much.
  - id: reads-allowed
    agents: ["*"]
    operations:
${listed(ids)}
    effect: allow
    limits:
      - { calls: 500, per: day }
`;
}

function othersRule(ids: readonly string[]): string {
  if (ids.length === 0) return "";
  return `  # Whatever changes something or leaves the house waits for a person.
  - id: the-rest-asks
    agents: ["*"]
    operations:
${listed(ids)}
    effect: require_approval
    approval:
      by: [role:admin, role:owner]
      expires: 30m
`;
}

function listed(ids: readonly string[]): string {
  return ids.map((id) => `      - ${/^[A-Za-z][\w.-]*$/.test(id) ? id : JSON.stringify(id)}`).join("\n");
}
