import type { TenantScope } from "../client/db.ts";
import type { PushSubscription } from "../generated/client.ts";

export type PushSubscriptionRow = PushSubscription;

export type NewPushSubscription = Pick<
  PushSubscriptionRow,
  "id" | "userId" | "endpoint" | "p256dh" | "auth" | "device"
>;

/** Notes that a device takes messages for a person, in place of whoever it took them for. Answers its id. */
export async function savePushSubscription(scope: TenantScope, device: NewPushSubscription): Promise<string> {
  const { id, userId, endpoint, p256dh, auth } = device;
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    INSERT INTO push_subscriptions (id, "organizationId", "userId", endpoint, p256dh, auth, device)
    VALUES (${id}, ${scope.organizationId}, ${userId}, ${endpoint}, ${p256dh}, ${auth}, ${device.device})
    ON CONFLICT ("organizationId", endpoint) WHERE "endedAt" IS NULL
    DO UPDATE SET "userId" = excluded."userId", p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device
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
