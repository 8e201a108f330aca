import { formatUsd } from "@countersign/core";
import type { MarkKind } from "@countersign/ui";
import type { OperationPermissionView, PermissionLimit, PermissionRule } from "#server/views/agent-permissions.ts";

type Outcome = OperationPermissionView["outcome"];

export const OUTCOMES = ["allowed", "allowed_when", "needs_approval", "denied"] as const;

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  allowed: "Allowed",
  allowed_when: "Allowed when",
  needs_approval: "Needs approval",
  denied: "Denied",
};

export const OUTCOME_MARKS: Readonly<Record<Outcome, MarkKind>> = {
  allowed: "allow",
  allowed_when: "allow",
  needs_approval: "waiting",
  denied: "deny",
};

const DENIED_WORDS: Readonly<Record<NonNullable<OperationPermissionView["deniedBy"]>, string>> = {
  rule: "A rule denies every call.",
  default: "No rule allows it.",
  price: "It has no price, and a limit on spending applies.",
  quarantine: "Its definition changed upstream and nobody has reviewed the change yet.",
};

/** Why every call is denied, as a sentence; null for the other outcomes. */
export function deniedWords({ deniedBy }: Pick<OperationPermissionView, "deniedBy">): string | null {
  return deniedBy === null ? null : DENIED_WORDS[deniedBy];
}

/** What a rule does with these calls: "allows when domain is in the list partners". */
export function ruleWords(rule: PermissionRule): { readonly verb: string; readonly condition: string | null } {
  const verbs = { allow: "allows it", deny: "denies it", require_approval: approvalVerb(rule) } as const;
  const verb = verbs[rule.effect];
  if (rule.holds === "fails") return { verb, condition: "each time, because its condition can't be evaluated" };
  if (rule.holds === "always") return { verb, condition: null };
  return { verb, condition: rule.words === null ? null : `when ${rule.words}` };
}

function approvalVerb({ approval }: PermissionRule): string {
  if (!approval) return "asks a person";
  const names = approval.by.map((one) => (one.startsWith("role:") ? `any ${one.slice("role:".length)}` : one));
  const who = names.length === 0 ? "nobody" : names.join(" or ");
  const quorum = approval.quorum > 1 ? `${approval.quorum} of ` : "";
  return `asks ${quorum}${who}, for ${durationWords(approval.expiresMs)}`;
}

/** A limit as people say it: "50 calls per day", "$5 per month for each instance". */
export function limitWords({ kind, max, window, scope, ruleId }: PermissionLimit): string {
  const counted = kind === "spend" ? formatUsd(BigInt(max)) : `${max} ${max === "1" ? "call" : "calls"}`;
  const each = scope === "agent" ? "" : scope === "organization" ? " in the organization" : ` for each ${scope}`;
  const whole = ruleId === null && scope === "agent" ? "" : each;
  if (window.kind === "concurrent") return `${counted} at once${whole}`;
  if (window.kind === "smooth") return `${counted} every ${durationWords(window.everyMs)}${whole}`;
  return `${counted} ${window.per === "total" ? "in all" : `per ${window.per}`}${whole}`;
}

/** A span in its largest whole unit: "30 min", "2 days". */
export function durationWords(ms: number): string {
  const units = [
    [86_400_000, "day", "days"],
    [3_600_000, "hour", "hours"],
    [60_000, "min", "min"],
    [1_000, "s", "s"],
  ] as const;
  const [size, one, many] = units.find(([unit]) => ms >= unit && ms % unit === 0) ?? [1, "ms", "ms"];
  const count = ms / size;
  return `${count} ${count === 1 ? one : many}`;
}
