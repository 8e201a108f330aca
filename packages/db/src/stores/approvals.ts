import { OPEN_STATES } from "@countersign/core";
import type { PlainScope, TenantScope } from "../client/db.ts";
import { type Approval, Prisma, type Vote } from "../generated/client.ts";
import { lockAgent } from "./agents.ts";

export type ApprovalRow = Approval;
export type VoteRow = Vote;

/** A vote with the name of who cast it. */
export interface NamedVote extends VoteRow {
  readonly userName: string;
  readonly userEmail: string;
  /** Names of those absent in whose place it was cast. */
  readonly forNames: readonly string[];
}

/** What a new approval is made of; the times are the database's. */
export type NewApproval = Omit<
  ApprovalRow,
  | "organizationId"
  | "state"
  | "revision"
  | "attempt"
  | "requestedAt"
  | "expiresAt"
  | "decidedAt"
  | "permitUntil"
  | "runAfter"
  | "leaseUntil"
  | "deliveredAt"
  | "brokenGlassAt"
  | "endedAt"
  | "reason"
  | "recordId"
  | "requirement"
  | "escalatesAt"
  | "escalatedMs"
> & {
  readonly requirement: Prisma.InputJsonValue;
  readonly expiresMs: number;
  /** After so many ms it is asked again; null for never. */
  readonly escalateMs: number | null;
};

/** Inserts an approval unless an open one has the same join key; then null. Waits for a rival insert to commit or fail. */
export async function insertApproval(scope: TenantScope, approval: NewApproval): Promise<ApprovalRow | null> {
  const { expiresMs, escalateMs, requirement, ...columns } = approval;
  const body = JSON.stringify({ ...columns, priceMicros: columns.priceMicros.toString(), requirement });
  const rows = await scope.tx.$queryRaw<ApprovalRow[]>`
    INSERT INTO approvals (id, "organizationId", "agentId", "agentName", "agentTitle", "instanceId", "instanceName",
      "instanceProved", "keyId", "personId", "connectionId", "connectionName", "operationName", "definitionHash", surface,
      "clientName", "clientVersion", "argumentsText", "argumentsHash", "forwardedHash", "idempotencyHash", "joinKey", "priceMicros", labels, summary,
      "agentReason", "policyVersion", "ruleIds", requirement, "requirementHash", "runMode", "linkedFromId",
      "requestedAt", "expiresAt", "escalatesAt")
    SELECT a.id, ${scope.organizationId}, a."agentId", a."agentName", a."agentTitle", a."instanceId", a."instanceName",
      a."instanceProved", a."keyId", a."personId", a."connectionId", a."connectionName", a."operationName",
      a."definitionHash", a.surface, a."clientName", a."clientVersion", a."argumentsText", a."argumentsHash",
      a."forwardedHash", a."idempotencyHash", a."joinKey", a."priceMicros", a.labels, a.summary, a."agentReason", a."policyVersion", a."ruleIds",
      a.requirement, a."requirementHash", a."runMode", a."linkedFromId",
      clock_timestamp(), clock_timestamp() + ${expiresMs} * interval '1 millisecond',
      clock_timestamp() + ${escalateMs}::bigint * interval '1 millisecond'
    FROM jsonb_populate_record(NULL::approvals, ${body}::jsonb) AS a
    ON CONFLICT ("organizationId", "joinKey") WHERE state IN ('pending', 'approved', 'executing') DO NOTHING
    RETURNING *`;
  return rows[0] ?? null;
}

/**
 * How many calls of an agent wait for people. Its row stays locked until the transaction ends, so that what it asks at
 * the same time is counted one after the other.
 */
export async function countPendingOf(scope: TenantScope, agentId: string): Promise<number> {
  await lockAgent(scope, agentId);
  const rows = await scope.tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM approvals
    WHERE "organizationId" = ${scope.organizationId} AND "agentId" = ${agentId}
      AND state = 'pending' AND "expiresAt" > clock_timestamp()`;
  return Number(rows[0]?.count ?? 0n);
}

/**
 * The approval that a repeat of the same call joins: an open one, else one that ran within `resultMs` and whose result
 * nobody has collected.
 */
export async function findJoinable(scope: TenantScope, joinKey: string, resultMs: number): Promise<ApprovalRow | null> {
  const rows = await scope.tx.$queryRaw<ApprovalRow[]>`
    SELECT * FROM approvals
    WHERE "organizationId" = ${scope.organizationId} AND "joinKey" = ${joinKey}
      AND (state = ANY(${[...OPEN_STATES]}::text[])
        OR (state IN ('executed', 'failed', 'unknown') AND "deliveredAt" IS NULL
          AND "endedAt" > clock_timestamp() - ${resultMs} * interval '1 millisecond'))
    ORDER BY state = ANY(${[...OPEN_STATES]}::text[]) DESC, "requestedAt" DESC
    LIMIT 1`;
  return rows[0] ?? null;
}

/** One approval, or null. With `lock` its row stays locked until the transaction ends. */
export async function findApproval(
  scope: TenantScope,
  approvalId: string,
  options: { readonly lock?: boolean } = {},
): Promise<ApprovalRow | null> {
  const rows = await scope.tx.$queryRaw<ApprovalRow[]>`
    SELECT * FROM approvals WHERE "organizationId" = ${scope.organizationId} AND id = ${approvalId}
    ${options.lock ? Prisma.sql`FOR NO KEY UPDATE` : Prisma.empty}`;
  return rows[0] ?? null;
}

/** Where an approval stands and to whom it belongs, for sweeps across organizations. */
export interface ApprovalPointer {
  readonly id: string;
  readonly organizationId: string;
  readonly shard: number;
  readonly attempt: number;
}

/** Pending approvals whose time to decide has passed. */
export function findDueToExpire(scope: PlainScope, limit: number): Promise<ApprovalPointer[]> {
  return pointers(scope, Prisma.sql`a.state = 'pending' AND a."expiresAt" <= now()`, limit);
}

/** Pending approvals of which people are to be told again. */
export function findDueToEscalate(scope: PlainScope, limit: number): Promise<ApprovalPointer[]> {
  return pointers(scope, Prisma.sql`a.state = 'pending' AND a."escalatesAt" <= now() AND a."expiresAt" > now()`, limit);
}

/** Approved ones that nobody came for in time. */
export function findDueToLapse(scope: PlainScope, limit: number): Promise<ApprovalPointer[]> {
  return pointers(scope, Prisma.sql`a.state = 'approved' AND a."permitUntil" <= now()`, limit);
}

/** Claimed ones whose lease has ended without a record. */
export function findLapsedClaims(scope: PlainScope, limit: number): Promise<ApprovalPointer[]> {
  return pointers(scope, Prisma.sql`a.state = 'executing' AND a."leaseUntil" <= now()`, limit);
}

/** Which of some approvals aren't in the state any more. */
export async function findMovedApprovals(
  scope: TenantScope,
  from: { readonly state: string; readonly approvalIds: readonly string[] },
): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM approvals
    WHERE "organizationId" = ${scope.organizationId} AND id = ANY(${[...from.approvalIds]}::text[])
      AND state <> ${from.state}`;
  return rows.map(({ id }) => id);
}

/** An approved call that is to run now without its agent, and the reference that its organization's keys name. */
export interface ReadyCall extends ApprovalPointer {
  readonly organizationRef: string;
}

/** Approved calls to be run without waiting for their agents, of any organization, those that wait longest first. */
export function findReadyCalls(scope: PlainScope, limit: number): Promise<ReadyCall[]> {
  return scope.tx.$queryRaw<ReadyCall[]>`
    SELECT a.id, a."organizationId", o.shard, a.attempt, o."keyRef" AS "organizationRef"
    FROM approvals a JOIN organizations o ON o.id = a."organizationId"
    WHERE a.state = 'approved' AND a."runMode" = 'on_approval' AND a."runAfter" <= now() AND a."permitUntil" > now()
    ORDER BY a."runAfter" LIMIT ${limit}`;
}

function pointers(scope: PlainScope, condition: Prisma.Sql, limit: number): Promise<ApprovalPointer[]> {
  return scope.tx.$queryRaw<ApprovalPointer[]>`
    SELECT a.id, a."organizationId", o.shard, a.attempt
    FROM approvals a JOIN organizations o ON o.id = a."organizationId"
    WHERE ${condition} ORDER BY a."requestedAt" LIMIT ${limit}`;
}

/** The shard of the scope's organization. Throws Error when there is no such organization. */
export async function findShard(scope: TenantScope): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ shard: number }[]>`
    SELECT shard FROM organizations WHERE id = ${scope.organizationId}`;
  const row = rows[0];
  if (!row) throw new Error("the organization of this scope doesn't exist");
  return row.shard;
}
