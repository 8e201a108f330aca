import type { PolicyDocument } from "../document/policy-document.ts";

/**
 * Gives every rule of a new version the stable id under which its counters and votes are kept: its own from the
 * version before, that of the rule it `was`, or a new one. Publishing stores the result; compiling takes it as `ruleUids`.
 */
export function assignRuleUids(
  document: PolicyDocument,
  previous: { readonly [ruleId: string]: string },
  mint: () => string,
): { readonly [ruleId: string]: string } {
  const known = (id: string | null) => (id !== null && Object.hasOwn(previous, id) ? previous[id] : undefined);
  return Object.fromEntries(document.rules.map((rule) => [rule.id, known(rule.id) ?? known(rule.was) ?? mint()]));
}
