import type { Occasion } from "@countersign/core";

/** What a message that repeats an earlier one opens with; null for the first. */
export function whyAgain(occasion: Occasion): string | null {
  if (occasion.kind === "revised") return "Changed";
  if (occasion.kind === "reminded") return "Still waiting";
  return occasion.kind === "escalated" ? "Nobody has decided" : null;
}
