import type { TenantScope } from "../client/db.ts";
import type { KillSwitch } from "../generated/client.ts";

export type KillSwitchRow = KillSwitch;
export type KillTargetKind = "organization" | "agent" | "instance" | "connection" | "key";

export interface NewKillSwitch {
  readonly id: string;
  readonly targetKind: KillTargetKind;
  readonly targetId: string;
  readonly reason: string;
  readonly pulledBy: string | null;
}

/** Inserts a kill switch that is on. Null when the target has one that is on already. */
export async function insertKillSwitch(scope: TenantScope, kill: NewKillSwitch): Promise<KillSwitchRow | null> {
  const inserted = await scope.tx.$executeRaw`
    INSERT INTO kill_switches (id, "organizationId", "targetKind", "targetId", reason, "pulledBy")
    VALUES (${kill.id}, ${scope.organizationId}, ${kill.targetKind}, ${kill.targetId}, ${kill.reason}, ${kill.pulledBy})
    ON CONFLICT ("organizationId", "targetKind", "targetId") WHERE "liftedAt" IS NULL DO NOTHING`;
  return inserted === 1 ? findKillSwitch(scope, kill.id) : null;
}

export function findKillSwitch(scope: TenantScope, killId: string): Promise<KillSwitchRow | null> {
  return scope.tx.killSwitch.findFirst({ where: { organizationId: scope.organizationId, id: killId } });
}

/** Kill switches that are on, newest first. */
export function listKillSwitchesOn(scope: TenantScope): Promise<KillSwitchRow[]> {
  return scope.tx.killSwitch.findMany({
    where: { organizationId: scope.organizationId, liftedAt: null },
    orderBy: { id: "desc" },
  });
}

/** Lifts a kill switch, by the database's clock. False when it was off already, or isn't there. */
export async function setKillSwitchLifted(scope: TenantScope, killId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE kill_switches SET "liftedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${killId} AND "liftedAt" IS NULL`;
  return changed === 1;
}
