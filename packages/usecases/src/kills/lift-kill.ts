import {
  appendOutbox,
  findConnection,
  findKillSwitch,
  listKillSwitchesOn,
  lockOrganization,
  setKillSwitchLifted,
} from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
  type HotState,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";

export interface KillLift extends ConfigurationChange {
  readonly killId: string;
}

interface Lifted {
  readonly killId: string;
  readonly targetId: string;
}

/** Lets a stopped target go on. Postgres is told first and Redis last, so that nothing runs that the records say is stopped. */
export async function liftKill(deps: ConfigurationDeps, input: KillLift): Promise<ChangeOutcome<Lifted>> {
  const outcome = await changeConfiguration<Lifted>(deps, input, async (scope) => {
    const kill = await findKillSwitch(scope, input.killId);
    if (!kill) return unknownTarget("kill switch");
    const { targetId, targetKind } = kill;
    const value: Lifted = { killId: kill.id, targetId };
    if (!(await setKillSwitchLifted(scope, kill.id))) return { ok: true, value, act: null };
    await appendOutbox(scope, { topic: "kill.lifted", payload: { target: targetId } });
    return {
      ok: true,
      value,
      act: {
        kind: "kill",
        action: "kill.lifted",
        subject: { kind: targetKind, id: targetId, name: targetId },
        detail: { killId: kill.id },
        summary: `${targetKind} may run again`,
      },
    };
  });
  if (!outcome.ok) return outcome;
  const isLifted = await settleKillLift(deps, {
    organizationId: input.organizationId,
    targetId: outcome.value.targetId,
  });
  return { ...outcome, inForce: outcome.inForce && isLifted };
}

/**
 * Takes a target's stop out of Redis unless somebody has pulled it again, it is a connection that is disconnected, or
 * an organization that is suspended. The organization's lock keeps a pull from
 * committing between the look and the removal; one that commits later tells Redis again itself. False when Redis
 * couldn't be told.
 */
export async function settleKillLift(
  deps: Pick<ConfigurationDeps, "db"> & { readonly hot: Pick<HotState, "lift"> },
  { organizationId, targetId }: { readonly organizationId: string; readonly targetId: string },
): Promise<boolean> {
  return deps.db.tenant(organizationId, async (scope) => {
    const organization = await lockOrganization(scope);
    if (!organization) throw new Error("the organization whose kill switch is lifted doesn't exist");
    if (targetId === organizationId && organization.suspendedAt !== null) return true;
    const on = await listKillSwitchesOn(scope);
    if (on.some((kill) => kill.targetId === targetId)) return true;
    if ((await findConnection(scope, targetId))?.disconnectedAt) return true;
    const lifted = await deps.hot.lift({ org: organizationId, shard: organization.shard }, [targetId]);
    return lifted.kind === "LIFTED";
  });
}
