import { DETECTOR_NAMES } from "@countersign/detect";
import { DEFAULT_LABELS_FOR_MS } from "../document/policy-document.ts";
import type { Weighed } from "./decide.ts";
import type { Decision, LabelSet, Redactions } from "./decision.ts";

export const NO_REDACTIONS: Redactions = { arguments: [], result: [] };

/**
 * What the selected rules do to a call that may run: redaction and labels. A rule whose condition failed counts too,
 * so that an argument that breaks a condition escapes neither.
 */
export function afterRules(weighed: readonly Weighed[]): Pick<Decision, "redactions" | "labels"> {
  const acting = weighed.filter(({ rule, verdict }) => rule.clause.effect !== "deny" && verdict !== false);
  return { redactions: redactionsOf(acting), labels: labelsOf(acting) };
}

/** Everything that any of the rules takes out. */
export function redactionsOf(weighed: readonly Weighed[]): Redactions {
  if (weighed.every(({ rule }) => rule.clause.redact === null)) return NO_REDACTIONS;
  const named = (side: keyof Redactions) => {
    const names = new Set(weighed.flatMap(({ rule }) => rule.clause.redact?.[side] ?? []));
    return DETECTOR_NAMES.filter((name) => names.has(name));
  };
  return { arguments: named("arguments"), result: named("result") };
}

/** Each label once, for the longest time that any rule gives it. */
function labelsOf(weighed: readonly Weighed[]): readonly LabelSet[] {
  const longest = new Map<string, LabelSet>();
  for (const { rule } of weighed) {
    const forMs = rule.clause.labelsForMs ?? DEFAULT_LABELS_FOR_MS;
    for (const label of rule.clause.labels) {
      const before = longest.get(label);
      if (!before || forMs > before.forMs) longest.set(label, { label, forMs, ruleId: rule.clause.id });
    }
  }
  return [...longest.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}
