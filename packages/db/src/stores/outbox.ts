import { newId, type OutboxMessage } from "@countersign/contracts";
import type { PlainScope, TenantScope } from "../client/db.ts";

/** One thing to do after its change was committed. */
export interface OutboxRow {
  readonly id: string;
  readonly organizationId: string;
  readonly shard: number;
  readonly topic: string;
  readonly payload: unknown;
  readonly attempts: number;
}

/** Puts a message into the outbox, in the transaction of the change it tells of; it is done not before `notBefore`. */
export async function appendOutbox(
  scope: TenantScope,
  message: OutboxMessage,
  { notBefore = null }: { readonly notBefore?: Date | null } = {},
): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO outbox (id, "organizationId", topic, payload, "availableAt")
    VALUES (${newId("outbox")}, ${scope.organizationId}, ${message.topic}, ${JSON.stringify(message.payload)}::jsonb,
      GREATEST(now(), ${notBefore}::timestamptz))`;
}

/** Takes messages that are due and locks them until the transaction ends; other relays skip them. Oldest first. */
export function takeOutbox(scope: PlainScope, limit: number): Promise<OutboxRow[]> {
  return scope.tx.$queryRaw<OutboxRow[]>`
    SELECT outbox.id, outbox."organizationId", organizations.shard, outbox.topic, outbox.payload, outbox.attempts
    FROM outbox JOIN organizations ON organizations.id = outbox."organizationId"
    WHERE outbox."doneAt" IS NULL AND outbox."availableAt" <= now()
    ORDER BY outbox."availableAt", outbox.id
    LIMIT ${limit}
    FOR UPDATE OF outbox SKIP LOCKED`;
}

/** Marks messages as done. */
export async function finishOutbox(scope: PlainScope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await scope.tx.$executeRaw`UPDATE outbox SET "doneAt" = now() WHERE id = ANY(${[...ids]}::text[])`;
}

/** Puts a message off by so many ms after a try that failed. */
export async function postponeOutbox(scope: PlainScope, id: string, delayMs: number): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE outbox SET attempts = attempts + 1, "availableAt" = clock_timestamp() + ${delayMs} * interval '1 millisecond'
    WHERE id = ${id}`;
}

/** Removes messages that were done before so many ms ago; returns how many. */
export function sweepOutbox(scope: PlainScope, olderThanMs: number): Promise<number> {
  return scope.tx.$executeRaw`
    DELETE FROM outbox WHERE "doneAt" < now() - ${olderThanMs} * interval '1 millisecond'`;
}

/** Notes that a version of an organization's configuration has reached Redis. It only ever rises. */
export async function raiseVersionInForce(scope: PlainScope, organizationId: string, version: bigint): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE organizations SET "versionInForce" = ${version}
    WHERE id = ${organizationId} AND "versionInForce" < ${version}`;
}
