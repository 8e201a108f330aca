import type { CompiledPolicy } from "../decision/compiled-policy.ts";
import type { EffectiveOutcome, EffectivePermission, EffectiveSubject } from "./effective-permission.ts";
import { effectivePermissions } from "./effective-permissions.ts";

/** Something of an effective permission that isn't the same in two policies. */
export type EffectiveDifference = "outcome" | "conditions" | "approval" | "limits";

/** What another policy makes of an agent's calls of one operation. */
export interface EffectiveChange {
  readonly agent: string;
  /** `connection.operation`. */
  readonly operation: string;
  readonly before: EffectiveOutcome;
  readonly after: EffectiveOutcome;
  /** Sorted as in the type; never empty. */
  readonly differences: readonly EffectiveDifference[];
  /** Ids of the rules with a say, in either. */
  readonly rulesBefore: readonly string[];
  readonly rulesAfter: readonly string[];
}

/**
 * What changes for whom between two policies that were compiled for the same organization. By agent, then operation;
 * the order and the names of rules alone are no change.
 */
export function compareEffective(
  before: CompiledPolicy,
  after: CompiledPolicy,
  subjects: readonly EffectiveSubject[],
): readonly EffectiveChange[] {
  return subjects.flatMap((subject) => {
    const old = new Map(effectivePermissions(before, subject).map((one) => [one.operation, one]));
    return effectivePermissions(after, subject).flatMap((now) => {
      const former = old.get(now.operation);
      const change = former ? changeOf(former, now) : null;
      return change ? [{ agent: subject.agent.name, ...change }] : [];
    });
  });
}

function changeOf(before: EffectivePermission, after: EffectivePermission): Omit<EffectiveChange, "agent"> | null {
  const differences = PARTS.flatMap(([name, part]) => (part(before) === part(after) ? [] : [name]));
  if (differences.length === 0) return null;
  return {
    operation: after.operation,
    before: before.outcome,
    after: after.outcome,
    differences,
    rulesBefore: before.rules.map(({ ruleId }) => ruleId),
    rulesAfter: after.rules.map(({ ruleId }) => ruleId),
  };
}

const PARTS: readonly (readonly [EffectiveDifference, (permission: EffectivePermission) => string])[] = [
  ["outcome", ({ outcome }) => outcome],
  ["conditions", ({ rules }) => sorted(rules.map(({ effect, holds, when }) => [effect, holds, when]))],
  ["approval", ({ rules }) => sorted(rules.flatMap(({ requirement }) => (requirement ? [asked(requirement)] : [])))],
  [
    "limits",
    ({ limits }) =>
      sorted(limits.map(({ kind, scope, window, max, holds }) => [kind, scope, window, max.toString(), holds])),
  ],
];

function asked(requirement: NonNullable<EffectivePermission["rules"][number]["requirement"]>): unknown {
  const { by, quorum, denyQuorum, expiresMs, separation, distinct } = requirement;
  return [by.emails, by.roles, quorum, denyQuorum, expiresMs, separation, distinct];
}

function sorted(parts: readonly unknown[]): string {
  return parts
    .map((part) => JSON.stringify(part))
    .sort()
    .join("\n");
}
