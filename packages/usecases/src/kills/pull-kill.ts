import { newId } from "@countersign/contracts";
import { isTypedId } from "@countersign/core";
import { insertKillSwitch, listKillSwitchesOn, type TenantScope } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
  type Place,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";
import { findTarget, type KillTarget } from "./kill-target.ts";
import { settleKillLift } from "./lift-kill.ts";
import { type InFlight, readInFlight } from "./list-in-flight.ts";

export interface KillInput extends ConfigurationChange {
  readonly target: KillTarget;
  readonly reason: string;
  /** Where the organization's hot state stands, if the caller knows it: then Redis is told without asking Postgres. */
  readonly place?: Place;
}

export interface PulledKill {
  readonly killId: string;
  /** What was out or waited when the stop was in place: gateways abort the calls, and the approvals can't run. */
  readonly inFlight: InFlight;
}

/**
 * Stops all calls of a target. Redis is told first: new calls stop even when Postgres is down, and then this throws
 * with the stop left in place. Gateways abort its calls in flight. Pulling one that is on answers the same switch. An
 * instance that is only declared by name can't be stopped: its agent can, or the key it used.
 */
export async function pullKill(deps: ConfigurationDeps, input: KillInput): Promise<ChangeOutcome<PulledKill>> {
  const { target } = input;
  if (!isTypedId(target.kind, target.id)) return unknownTarget(target.kind);
  const place = input.place ?? (await placeOf(deps.db, input.organizationId));
  await deps.hot.kill(place, [target.id]);
  const changed = await changeConfiguration<{ readonly killId: string }>(deps, input, async (scope) => {
    const found = await findTarget(scope, target);
    if (!found) return unknownTarget(target.kind);
    const { name } = found;
    if (!found.isBinding) {
      const why = `${name} is only declared by name, so a stop would miss it under another. Stop its agent or its key.`;
      return invalidField("targetId", why);
    }
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
  // The stop is in place and saved: that it can't be told what it met must not look as if it weren't.
  const inFlight = await readInFlight(deps, place, target).catch((): InFlight => ({ calls: null, approvals: [] }));
  return { ...changed, value: { ...changed.value, inFlight }, inForce: changed.inForce && told.kind === "KILLED" };
}

async function standing(scope: TenantScope, target: KillTarget): Promise<string> {
  const on = await listKillSwitchesOn(scope);
  const found = on.find((kill) => kill.targetKind === target.kind && kill.targetId === target.id);
  if (!found) throw new Error("a kill switch is neither on nor can be pulled");
  return found.id;
}
