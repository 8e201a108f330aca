import type { TenantScope } from "../client/db.ts";
import type { PushSubscription } from "../generated/client.ts";

export type PushSubscriptionRow = PushSubscription;
/** Where a device takes messages, and with which keys they are encrypted for it. */
export type PushAddress = Pick<PushSubscriptionRow, "endpoint" | "p256dh" | "auth">;

export type NewPushSubscription = Pick<
  PushSubscriptionRow,
  "id" | "userId" | "endpoint" | "p256dh" | "auth" | "device"
>;

/**
 * Notes that a device takes messages for a person, in place of whoever it took them for. Answers its id. What somebody
 * else let it decide isn't let by this.
 */
export async function savePushSubscription(scope: TenantScope, device: NewPushSubscription): Promise<string> {
  const { id, userId, endpoint, p256dh, auth } = device;
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    INSERT INTO push_subscriptions (id, "organizationId", "userId", endpoint, p256dh, auth, device)
    VALUES (${id}, ${scope.organizationId}, ${userId}, ${endpoint}, ${p256dh}, ${auth}, ${device.device})
    ON CONFLICT ("organizationId", endpoint) WHERE "endedAt" IS NULL
    DO UPDATE SET "userId" = excluded."userId", p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device,
      decides = push_subscriptions.decides AND push_subscriptions."userId" = excluded."userId"
    RETURNING id`;
  return rows[0]?.id ?? id;
}

/** The devices that take messages for any of these people, oldest first. */
export function listPushSubscriptions(scope: TenantScope, userIds: readonly string[]): Promise<PushSubscriptionRow[]> {
  return scope.tx.pushSubscription.findMany({
    where: { organizationId: scope.organizationId, userId: { in: [...userIds] }, endedAt: null },
    orderBy: { id: "asc" },
  });
}

/** Says whether notifications on a person's device decide. Answers whether they have such a device. */
export async function setPushDecides(
  scope: TenantScope,
  { userId, id, decides }: { readonly userId: string; readonly id: string; readonly decides: boolean },
): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE push_subscriptions SET decides = ${decides}
    WHERE "organizationId" = ${scope.organizationId} AND "userId" = ${userId} AND id = ${id} AND "endedAt" IS NULL`;
  return changed === 1;
}

/** Notes that a person's device has moved to another address, by itself. Does nothing where it isn't known, or is there. */
export async function movePushSubscription(
  scope: TenantScope,
  { userId, from, to }: { readonly userId: string; readonly from: string; readonly to: PushAddress },
): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE push_subscriptions SET endpoint = ${to.endpoint}, p256dh = ${to.p256dh}, auth = ${to.auth}
    WHERE "organizationId" = ${scope.organizationId} AND "userId" = ${userId} AND endpoint = ${from} AND "endedAt" IS NULL
      AND NOT EXISTS (SELECT 1 FROM push_subscriptions there WHERE there."organizationId" = ${scope.organizationId}
        AND there.endpoint = ${to.endpoint} AND there."endedAt" IS NULL)`;
}

/** Ends these devices of a person, by the database's clock. Answers how many there were. */
export function endPushSubscriptions(
  scope: TenantScope,
  { userId, ids }: { readonly userId: string; readonly ids: readonly string[] },
): Promise<number> {
  return scope.tx.$executeRaw`
    UPDATE push_subscriptions SET "endedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND "userId" = ${userId} AND id = ANY(${[...ids]}::text[])
      AND "endedAt" IS NULL`;
}
