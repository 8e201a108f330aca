import { appendOutbox, findKillSwitch, setKillSwitchLifted } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";

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
  const lifted = await deps.hot.lift(await placeOf(deps.db, input.organizationId), [outcome.value.targetId]);
  return { ...outcome, inForce: outcome.inForce && lifted.kind === "LIFTED" };
}
