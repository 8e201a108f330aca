import { newId } from "@countersign/contracts";
import type { Channel, DeliveryTarget } from "@countersign/core";
import type { PlainScope, TenantScope } from "../client/db.ts";

export interface DeliveryRow {
  readonly id: string;
  readonly organizationId: string;
  readonly approvalId: string;
  readonly channel: Channel;
  readonly target: string;
  readonly occasion: string;
  readonly state: "waiting" | "sent" | "parked" | "dropped" | "digested";
  /** Rises with each change that the message must show; `shown` follows it. */
  readonly wanted: number;
  readonly shown: number;
  /** What the channel calls the message. */
  readonly externalId: string | null;
  /** The present try included. */
  readonly attempts: number;
  readonly dueAt: Date;
  readonly problem: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

/** A digest is changed, or followed by another, so often at most. */
export const DIGEST_EVERY_MS = 3 * 60_000;

/** Puts messages on their way, each once however often it is asked; answers how many are new. */
export async function insertDeliveries(
  scope: TenantScope,
  approvalId: string,
  messages: readonly (DeliveryTarget & { readonly occasion: string })[],
): Promise<number> {
  let inserted = 0;
  for (const { channel, target, occasion } of messages) {
    inserted += await scope.tx.$executeRaw`
      INSERT INTO deliveries (id, "organizationId", "approvalId", channel, target, occasion)
      VALUES (${newId("delivery")}, ${scope.organizationId}, ${approvalId}, ${channel}, ${target}, ${occasion})
      ON CONFLICT ("organizationId", "approvalId", channel, target, occasion) DO NOTHING`;
  }
  return inserted;
}

/**
 * Has an approval's messages on these channels changed in place; those that the channel refused stay as they are, and so
 * do digests, which tell of more than this one.
 */
export async function refreshDeliveries(
  scope: TenantScope,
  approvalId: string,
  channels: readonly Channel[],
): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE deliveries SET wanted = wanted + 1, state = 'waiting', attempts = 0, "dueAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND "approvalId" = ${approvalId}
      AND channel = ANY(${[...channels]}::text[]) AND state IN ('waiting', 'sent')
      AND occasion NOT LIKE 'flood:%'`;
}

/** What is wrong with a message whose last try nobody answered; of one more in a row each, `AND_AGAIN` follows it. */
export const BROKE_OFF = "sending it broke off";
export const AND_AGAIN = ", and again";

/**
 * Takes messages that are due on these channels and claims them for `holdMs`; no other sender gets them meanwhile. A try
 * that was answered has left its problem, which goes; one that wasn't has left none, and is told as `BROKE_OFF`.
 */
export function takeDeliveries(
  scope: PlainScope,
  channels: readonly Channel[],
  { limit, holdMs }: { readonly limit: number; readonly holdMs: number },
): Promise<DeliveryRow[]> {
  return scope.tx.$queryRaw<DeliveryRow[]>`
    UPDATE deliveries SET attempts = attempts + 1, "dueAt" = now() + ${holdMs} * interval '1 millisecond',
      problem = CASE WHEN attempts = 0 THEN NULL WHEN problem IS NULL THEN ${BROKE_OFF}
        WHEN starts_with(problem, ${BROKE_OFF}) THEN problem || ${AND_AGAIN} END
    WHERE id IN (
      SELECT id FROM deliveries
      WHERE state = 'waiting' AND "dueAt" <= now() AND channel = ANY(${[...channels]}::text[])
      ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING *`;
}

/** Notes that a message stands as it was wanted when it was taken; one that has changed since is due again. */
export async function setDeliverySent(
  scope: TenantScope,
  taken: Pick<DeliveryRow, "id" | "wanted">,
  externalId: string | null,
): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE deliveries SET shown = ${taken.wanted}, "externalId" = coalesce(${externalId}, "externalId"), problem = NULL,
      attempts = 0, "sentAt" = coalesce("sentAt", now()),
      "dueAt" = now() + CASE WHEN wanted > ${taken.wanted} AND occasion LIKE 'flood:%' THEN ${DIGEST_EVERY_MS} ELSE 0 END
        * interval '1 millisecond',
      state = CASE WHEN wanted = ${taken.wanted} THEN 'sent' ELSE 'waiting' END
    WHERE "organizationId" = ${scope.organizationId} AND id = ${taken.id}`;
}

/** Puts a message off by so many ms after a try that failed. */
export async function postponeDelivery(
  scope: TenantScope,
  id: string,
  { delayMs, problem }: { readonly delayMs: number; readonly problem: string },
): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE deliveries SET problem = ${problem}, "dueAt" = now() + ${delayMs} * interval '1 millisecond'
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND state = 'waiting'`;
}

/** Ends a message: parked where the channel refuses it, dropped where nobody needs it any more. */
export async function endDelivery(
  scope: TenantScope,
  id: string,
  { state, problem }: { readonly state: "parked" | "dropped"; readonly problem: string },
): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE deliveries SET state = ${state}, problem = ${problem}
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND state = 'waiting'`;
}

/** Sends a parked message again. False when there is none. */
export async function resendDelivery(
  scope: TenantScope,
  target: { readonly approvalId: string; readonly id: string },
): Promise<boolean> {
  const count = await scope.tx.$executeRaw`
    UPDATE deliveries SET state = 'waiting', attempts = 0, "dueAt" = now(), problem = NULL
    WHERE "organizationId" = ${scope.organizationId} AND "approvalId" = ${target.approvalId} AND id = ${target.id}
      AND state = 'parked'`;
  return count > 0;
}

/** An approval's messages, oldest first. */
export function listDeliveries(scope: TenantScope, approvalId: string): Promise<DeliveryRow[]> {
  return scope.tx.$queryRaw<DeliveryRow[]>`
    SELECT * FROM deliveries
    WHERE "organizationId" = ${scope.organizationId} AND "approvalId" = ${approvalId}
    ORDER BY "createdAt", id`;
}

/** Messages that a channel refused, the newest first: at most `limit`, older than the one with the id `after`. */
export function listParkedDeliveries(
  scope: TenantScope,
  {
    channel,
    after,
    limit,
  }: { readonly channel: Channel | null; readonly after: string | null; readonly limit: number },
): Promise<DeliveryRow[]> {
  return scope.tx.$queryRaw<DeliveryRow[]>`
    SELECT * FROM deliveries
    WHERE "organizationId" = ${scope.organizationId} AND state = 'parked'
      AND (${channel}::text IS NULL OR channel = ${channel}) AND (${after}::text IS NULL OR id < ${after})
    ORDER BY id DESC LIMIT ${limit}`;
}

/** How many messages each channel refused; channels without any are left out. */
export function countParkedDeliveries(
  scope: TenantScope,
): Promise<{ readonly channel: Channel; readonly count: number }[]> {
  return scope.tx.$queryRaw`
    SELECT channel, count(*)::int AS count FROM deliveries
    WHERE "organizationId" = ${scope.organizationId} AND state = 'parked'
    GROUP BY channel ORDER BY channel`;
}
