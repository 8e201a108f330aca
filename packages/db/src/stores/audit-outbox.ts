import type { ActRecord, CallRecord } from "@countersign/contracts";
import type { PlainScope, TenantScope } from "../client/db.ts";
import { storableJson } from "./audit-text.ts";

/** A record of an administrative act or of an approval's move, on its way to the audit writer. */
export interface AuditOutboxRow {
  readonly id: bigint;
  readonly organizationId: string;
  readonly record: unknown;
}

/** The record of an act without its time, which is the database's. */
export type ActDraft = Omit<ActRecord, "at" | "organizationId">;

/** The record of a call's end without its time, which is the database's. */
export type CallDraft = Omit<CallRecord, "at" | "organizationId">;

/** Puts a record on its way, in the transaction of the act it tells of. Its time is the database's clock. */
export async function appendAct(scope: TenantScope, act: ActDraft): Promise<void> {
  await appendRecord(scope, act);
}

/** The same for any record, such as the end of a call that never ran. */
export async function appendRecord(scope: TenantScope, record: ActDraft | CallDraft): Promise<void> {
  const body = storableJson({ ...record, organizationId: scope.organizationId });
  await scope.tx.$executeRaw`
    INSERT INTO audit_outbox ("organizationId", record)
    VALUES (${scope.organizationId}, ${body}::jsonb || jsonb_build_object('at',
      to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))`;
}

/** Whether a shard's organizations have records waiting. */
export async function hasActs(scope: PlainScope, shard: number): Promise<boolean> {
  const rows = await scope.tx.$queryRaw<{ waits: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM audit_outbox JOIN organizations ON organizations.id = audit_outbox."organizationId"
      WHERE organizations.shard = ${shard}) AS waits`;
  return rows[0]?.waits ?? false;
}

/** Removes and returns the oldest records of a shard's organizations, in order. */
export async function takeActs(scope: PlainScope, shard: number, limit: number): Promise<AuditOutboxRow[]> {
  const rows = await scope.tx.$queryRaw<AuditOutboxRow[]>`
    DELETE FROM audit_outbox WHERE id IN (
      SELECT audit_outbox.id FROM audit_outbox
      JOIN organizations ON organizations.id = audit_outbox."organizationId"
      WHERE organizations.shard = ${shard}
      ORDER BY audit_outbox.id LIMIT ${limit} FOR UPDATE OF audit_outbox SKIP LOCKED)
    RETURNING id, "organizationId", record`;
  return rows.sort((left, right) => (left.id < right.id ? -1 : 1));
}
