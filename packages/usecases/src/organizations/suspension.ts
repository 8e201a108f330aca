import { type Refusal, refusal } from "@countersign/contracts";
import { findOrganization, setOrganizationSuspension, type TenantScope } from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";
import { settleKillLift } from "../kills/lift-kill.ts";

export interface Suspension extends ConfigurationChange {
  /** Why, for the operator and the record. Agents and members aren't told. */
  readonly reason: string;
}

/** Whether anything was changed: what is asked for twice is done once. */
export type SuspensionChange = ChangeOutcome<{ readonly isChanged: boolean }>;

const MOST_REASON = 500;

/**
 * Stops everything of an organization, for the platform's operator: calls that are out are aborted, none is admitted,
 * members are shown nothing, approvals can't be decided or run, and jobs leave its upstreams alone. Redis is told first,
 * so calls stop even when Postgres is down; then this throws with the stop left in place. Needs the worker's role.
 */
export async function suspendOrganization(deps: ConfigurationDeps, input: Suspension): Promise<SuspensionChange> {
  const { organizationId } = input;
  const reason = storableText(input.reason).trim();
  if (reason === "") return invalidField("reason", "Say why.");
  if ([...reason].length > MOST_REASON)
    return invalidField("reason", `A reason has at most ${MOST_REASON} characters.`);
  const place = await placeOf(deps.db, organizationId);
  await deps.hot.kill(place, [organizationId]);
  const changed = await change(deps, input, reason);
  if (!changed.ok) return changed;
  // Again: a lift of the organization's own switch may have come between.
  const told = await deps.hot.kill(place, [organizationId]);
  return { ...changed, inForce: changed.inForce && told.kind === "KILLED" };
}

/** Lets a suspended organization go on. A kill switch that its own people pulled stays on. Needs the worker's role. */
export async function resumeOrganization(
  deps: ConfigurationDeps,
  input: ConfigurationChange,
): Promise<SuspensionChange> {
  const changed = await change(deps, input, null);
  if (!changed.ok) return changed;
  const { organizationId } = input;
  const isLifted = await settleKillLift(deps, { organizationId, targetId: organizationId });
  return { ...changed, inForce: changed.inForce && isLifted };
}

function change(deps: ConfigurationDeps, input: ConfigurationChange, reason: string | null): Promise<SuspensionChange> {
  return changeConfiguration<{ readonly isChanged: boolean }>(deps, input, async (scope, organization) => {
    const { id, name, suspendedAt, suspendedReason } = organization;
    if ((suspendedAt === null) === (reason === null)) return { ok: true, value: { isChanged: false }, act: null };
    await setOrganizationSuspension(scope, reason);
    const verb = reason === null ? "resumed" : "suspended";
    return {
      ok: true,
      value: { isChanged: true },
      act: {
        kind: "member",
        action: `organization.${verb}`,
        subject: { kind: "organization", id, name },
        detail: {
          before: { suspendedAt: suspendedAt?.toISOString() ?? null, reason: suspendedReason },
          after: { isSuspended: reason !== null, reason },
        },
        summary: `organization ${name} ${verb} by the platform's operator`,
      },
    };
  });
}

/** Whether the scope's organization is suspended. One that isn't there is not. */
export async function isSuspended(scope: TenantScope): Promise<boolean> {
  return ((await findOrganization(scope))?.suspendedAt ?? null) !== null;
}

/** What members of a suspended organization are told, whatever they ask for. */
export function suspendedRefusal(): Refusal {
  return refusal(
    "auth.organization.suspended",
    "The organization is suspended. Nothing of it runs until it is resumed.",
  );
}
