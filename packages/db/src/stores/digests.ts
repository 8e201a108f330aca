import { newId } from "@countersign/contracts";
import type { Channel, DeliveryTarget } from "@countersign/core";
import type { TenantScope } from "../client/db.ts";
import { Prisma } from "../generated/client.ts";
import { lockAgent } from "./agents.ts";
import type { ApprovalRow } from "./approvals.ts";
import { DIGEST_EVERY_MS } from "./deliveries.ts";

/** How digests of one agent follow each other. */
export interface DigestTimes {
  /** So long after the first approval that it counts it is sent, ms. */
  readonly gatherMs: number;
  /** After so long without anything to count it is over, ms. */
  readonly overMs: number;
}

/** Whether an agent asked for more than `most` approvals in the `withinMs` up to this one. */
export async function isAmongMoreThan(
  scope: TenantScope,
  { agentId, requestedAt, id }: Pick<ApprovalRow, "agentId" | "requestedAt" | "id">,
  { most, withinMs }: { readonly most: number; readonly withinMs: number },
): Promise<boolean> {
  const rows = await scope.tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM approvals a JOIN approvals o ON o."organizationId" = a."organizationId" AND o.id = ${id}
      WHERE a."organizationId" = ${scope.organizationId} AND a."agentId" = ${agentId}
        AND a."requestedAt" > ${requestedAt}::timestamptz - ${withinMs} * interval '1 millisecond'
        AND (a."requestedAt", a.id) <= (o."requestedAt", o.id)
      LIMIT ${most + 1}) AS asked`;
  return Number(rows[0]?.count ?? 0n) > most;
}

/**
 * Counts messages in digests rather than sending them: in the digest of the agent, channel and target that goes on, else
 * in a new one. Each message once, however often it is asked; answers how many are new. `isInPlace`: such a digest is
 * changed after it was sent, others are followed by another.
 */
export async function countInDigests(
  scope: TenantScope,
  approval: Pick<ApprovalRow, "id" | "agentId">,
  { messages, times }: Digesting,
): Promise<number> {
  await lockAgent(scope, approval.agentId);
  let counted = 0;
  for (const message of messages) {
    const { channel, target, occasion } = message;
    const known = await scope.tx.delivery.count({
      where: { organizationId: scope.organizationId, approvalId: approval.id, channel, target, occasion },
    });
    if (known > 0) continue;
    const digestId =
      (await goingOn(scope, approval.agentId, { ...message, times })) ??
      (await begin(scope, approval, { ...message, times }));
    await scope.tx.$executeRaw`
      INSERT INTO deliveries (id, "organizationId", "approvalId", channel, target, occasion, state, "digestId")
      VALUES (${newId("delivery")}, ${scope.organizationId}, ${approval.id}, ${channel}, ${target}, ${occasion},
        'digested', ${digestId})`;
    counted += 1;
  }
  return counted;
}

export interface Digesting {
  readonly messages: readonly (DeliveryTarget & { readonly occasion: string; readonly isInPlace: boolean })[];
  readonly times: DigestTimes;
}

interface Wanted extends DeliveryTarget {
  readonly isInPlace: boolean;
  readonly times: DigestTimes;
}

/** Has the digest that goes on show one more; null when none does. */
async function goingOn(
  scope: TenantScope,
  agentId: string,
  { channel, target, isInPlace, times }: Wanted,
): Promise<string | null> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    UPDATE deliveries SET ${CHANGED}
    WHERE id = (
      SELECT d.id FROM deliveries d JOIN approvals a ON a."organizationId" = d."organizationId" AND a.id = d."approvalId"
      WHERE d."organizationId" = ${scope.organizationId} AND a."agentId" = ${agentId} AND d.channel = ${channel}
        AND d.target = ${target} AND d.occasion LIKE 'flood:%' AND d.state IN ('waiting', 'sent')
        AND (${isInPlace} OR d.shown = 0 AND d.attempts = 0) AND d."dueAt" > now() - ${times.overMs} * interval '1 millisecond'
      ORDER BY d.id DESC LIMIT 1)
    RETURNING id`;
  return rows[0]?.id ?? null;
}

/** One that waits is sent when it was to be: it shows what it counts then. */
const CHANGED = Prisma.sql`wanted = wanted + 1, attempts = 0, state = 'waiting',
  "dueAt" = CASE WHEN state = 'waiting' THEN "dueAt" ELSE now() + ${DIGEST_EVERY_MS} * interval '1 millisecond' END`;

async function begin(
  scope: TenantScope,
  { id, agentId }: Pick<ApprovalRow, "id" | "agentId">,
  { channel, target, times }: Wanted,
): Promise<string> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    INSERT INTO deliveries (id, "organizationId", "approvalId", channel, target, occasion, "dueAt")
    SELECT ${newId("delivery")}, ${scope.organizationId}, ${id}, ${channel}, ${target},
      'flood:' || (1 + count(*) FILTER (WHERE d."approvalId" = ${id})),
      GREATEST(now() + ${times.gatherMs} * interval '1 millisecond',
        max(d."sentAt") + ${DIGEST_EVERY_MS} * interval '1 millisecond')
    FROM deliveries d JOIN approvals a ON a."organizationId" = d."organizationId" AND a.id = d."approvalId"
    WHERE d."organizationId" = ${scope.organizationId} AND a."agentId" = ${agentId} AND d.channel = ${channel}
      AND d.target = ${target} AND d.occasion LIKE 'flood:%'
    RETURNING id`;
  const [digest] = rows;
  if (!digest) throw new Error("a digest wasn't inserted");
  return digest.id;
}

/** Has the digests on these channels that count an approval show how it stands now. */
export async function refreshDigests(
  scope: TenantScope,
  approvalId: string,
  channels: readonly Channel[],
): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE deliveries SET ${CHANGED}
    WHERE "organizationId" = ${scope.organizationId} AND state IN ('waiting', 'sent')
      AND channel = ANY(${[...channels]}::text[]) AND id IN (
        SELECT "digestId" FROM deliveries
        WHERE "organizationId" = ${scope.organizationId} AND "approvalId" = ${approvalId} AND state = 'digested')`;
}

/** What a digest counts: approvals, and how many of them wait for people. */
export interface DigestCount {
  readonly approvals: number;
  readonly waiting: number;
}

/** Counts what a digest stands for. */
export async function countDigest(scope: TenantScope, digestId: string): Promise<DigestCount> {
  const rows = await scope.tx.$queryRaw<DigestCount[]>`
    SELECT count(*)::int AS approvals, count(*) FILTER (WHERE a.state = 'pending')::int AS waiting FROM approvals a
    WHERE a."organizationId" = ${scope.organizationId} AND a.id IN (
      SELECT "approvalId" FROM deliveries
      WHERE "organizationId" = ${scope.organizationId} AND "digestId" = ${digestId})`;
  return rows[0] ?? { approvals: 0, waiting: 0 };
}
