import { setRetentionDays } from "@countersign/db/audit";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";

const LONGEST_DAYS = 36_500;

export interface RetentionChange extends ConfigurationChange {
  /** How long who, arguments and results of records are kept; null is for ever. */
  readonly days: number | null;
}

/** Sets how long an organization keeps its records' bodies. What is older is erased within minutes, for good. */
export function setRetention(
  deps: ConfigurationDeps,
  { days, ...change }: RetentionChange,
): Promise<ChangeOutcome<{ readonly days: number | null }>> {
  return changeConfiguration<{ readonly days: number | null }>(deps, change, async (scope, organization) => {
    if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= LONGEST_DAYS)) {
      return invalidField("days", `Enter a whole number of days, 1 to ${LONGEST_DAYS}.`);
    }
    const before = organization.retentionDays;
    if (before === days) return { ok: true, value: { days }, act: null };
    await setRetentionDays(scope, days);
    const said = days === null ? "for ever" : `${days} days`;
    return {
      ok: true,
      value: { days },
      act: {
        kind: "member",
        action: "organization.retention",
        subject: { kind: "organization", id: organization.id, name: organization.name },
        detail: { before: { retentionDays: before }, after: { retentionDays: days } },
        summary: `organization ${organization.name} keeps arguments and results ${said}`,
      },
    };
  });
}
