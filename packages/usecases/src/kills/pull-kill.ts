import { newId } from "@countersign/contracts";
import {
  findAgent,
  findConnection,
  findInstanceById,
  findKey,
  insertKillSwitch,
  type KillTargetKind,
  listKillSwitchesOn,
  type OrganizationRow,
  type TenantScope,
} from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
  type Place,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";
import { settleKillLift } from "./lift-kill.ts";

export interface KillTarget {
  readonly kind: KillTargetKind;
  /** The organization's own id, or that of one of its agents, instances, connections or keys. */
  readonly id: string;
}

export interface KillInput extends ConfigurationChange {
  readonly target: KillTarget;
  readonly reason: string;
  /** Where the organization's hot state stands, if the caller knows it: then Redis is told without asking Postgres. */
  readonly place?: Place;
}

/**
 * Stops all calls of a target. Redis is told first: new calls stop even when Postgres is down, and then this throws
 * with the stop left in place. Pulling one that is on answers the same switch.
 */
export async function pullKill(
  deps: ConfigurationDeps,
  input: KillInput,
): Promise<ChangeOutcome<{ readonly killId: string }>> {
  const { target } = input;
  const place = input.place ?? (await placeOf(deps.db, input.organizationId));
  await deps.hot.kill(place, [target.id]);
  const changed = await changeConfiguration<{ readonly killId: string }>(deps, input, async (scope, organization) => {
    const name = await nameOf(scope, organization, target);
    if (name === null) return unknownTarget(target.kind);
    const row = await insertKillSwitch(scope, {
      id: newId("killSwitch"),
      targetKind: target.kind,
      targetId: target.id,
      reason: input.reason,
      pulledBy: input.actor.id,
    });
    const killId = row?.id ?? (await standing(scope, target));
    if (!row) return { ok: true, value: { killId }, act: null };
    return {
      ok: true,
      value: { killId },
      act: {
        kind: "kill",
        action: "kill.pulled",
        subject: { kind: target.kind, id: target.id, name },
        detail: { reason: input.reason, killId },
        summary: `${target.kind} ${name} stopped`,
      },
    };
  });
  if (!changed.ok) {
    // By what is saved: the id may be of something else that stands stopped.
    await settleKillLift(deps, { organizationId: input.organizationId, targetId: target.id });
    return changed;
  }
  // Again: a lift that was under way may have taken the first word back before this one was saved.
  const told = await deps.hot.kill(place, [target.id]);
  return { ...changed, inForce: changed.inForce && told.kind === "KILLED" };
}

async function standing(scope: TenantScope, target: KillTarget): Promise<string> {
  const on = await listKillSwitchesOn(scope);
  const found = on.find((kill) => kill.targetKind === target.kind && kill.targetId === target.id);
  if (!found) throw new Error("a kill switch is neither on nor can be pulled");
  return found.id;
}

/** The target's name, or null when the organization has no such thing. */
async function nameOf(scope: TenantScope, organization: OrganizationRow, target: KillTarget): Promise<string | null> {
  switch (target.kind) {
    case "organization":
      return target.id === organization.id ? organization.name : null;
    case "agent":
      return (await findAgent(scope, target.id))?.name ?? null;
    case "instance":
      return (await findInstanceById(scope, target.id))?.name ?? null;
    case "connection":
      return (await findConnection(scope, target.id))?.name ?? null;
    case "key":
      return (await findKey(scope, target.id))?.keyRef ?? null;
  }
}
