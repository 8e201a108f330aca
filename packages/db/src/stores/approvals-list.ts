import type { TenantScope } from "../client/db.ts";
import { Prisma } from "../generated/client.ts";
import type { ApprovalRow } from "./approvals.ts";

export interface ApprovalListQuery {
  /** `waiting` waits for people; `decided` is everything else. */
  readonly tab: "waiting" | "decided";
  readonly limit: number;
  /** Goes on after this place. */
  readonly after: { readonly atMicros: string; readonly id: string } | null;
  /** Only approvals whose rules name one of these (`ana@acme.test`, `role:admin`), or that this user voted on. */
  readonly named: { readonly userId: string; readonly names: readonly string[] } | null;
  readonly agentName: string | null;
  /** Only those that owners let through in the approvers' place. */
  readonly isGlassBroken: boolean;
}

/** A row with the exact time it is ordered by: µs since 1970. */
export type ListedApproval = ApprovalRow & { readonly atMicros: string };

/** A page of approvals, newest first. */
export function listApprovalRows(scope: TenantScope, query: ApprovalListQuery): Promise<ListedApproval[]> {
  const state = query.tab === "waiting" ? Prisma.sql`a.state = 'pending'` : Prisma.sql`a.state <> 'pending'`;
  const after = query.after
    ? Prisma.sql`AND (a."requestedAt", a.id) < (${fromMicros(query.after.atMicros)}, ${query.after.id})`
    : Prisma.empty;
  const agent = query.agentName === null ? Prisma.empty : Prisma.sql`AND a."agentName" = ${query.agentName}`;
  const glass = query.isGlassBroken ? Prisma.sql`AND a."brokenGlassAt" IS NOT NULL` : Prisma.empty;
  return scope.tx.$queryRaw<ListedApproval[]>`
    SELECT a.*, (extract(epoch FROM a."requestedAt") * 1000000)::bigint::text AS "atMicros"
    FROM approvals a
    WHERE a."organizationId" = ${scope.organizationId} AND ${state} ${after} ${agent} ${glass} ${isNamed(query.named)}
    ORDER BY a."requestedAt" DESC, a.id DESC
    LIMIT ${query.limit}`;
}

/** Which other approvals of an approval's agent and operation. */
export interface SimilarWanted {
  /** Only those whose call ran. */
  readonly isExecuted: boolean;
  readonly named: ApprovalListQuery["named"];
  readonly limit: number;
}

/** What the same agent asked of the same operation before, and no longer waits; newest first. */
export function listSimilarApprovals(
  scope: TenantScope,
  approval: Pick<ApprovalRow, "id" | "agentId" | "connectionId" | "operationName">,
  { isExecuted, named, limit }: SimilarWanted,
): Promise<ApprovalRow[]> {
  const state = isExecuted ? Prisma.sql`a.state = 'executed'` : Prisma.sql`a.state <> 'pending'`;
  return scope.tx.$queryRaw<ApprovalRow[]>`
    SELECT a.* FROM approvals a
    WHERE a."organizationId" = ${scope.organizationId} AND ${state} AND a."agentId" = ${approval.agentId}
      AND a."connectionId" = ${approval.connectionId} AND a."operationName" = ${approval.operationName}
      AND (a."requestedAt", a.id) < (
        SELECT o."requestedAt", o.id FROM approvals o
        WHERE o."organizationId" = ${scope.organizationId} AND o.id = ${approval.id})
      ${isNamed(named)}
    ORDER BY a."requestedAt" DESC, a.id DESC
    LIMIT ${limit}`;
}

/** How many approvals wait for people; with `named`, for these. */
export async function countWaiting(scope: TenantScope, named: ApprovalListQuery["named"]): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM approvals a
    WHERE a."organizationId" = ${scope.organizationId} AND a.state = 'pending' AND a."expiresAt" > now()
      ${isNamed(named)}`;
  return Number(rows[0]?.count ?? 0n);
}

function isNamed(named: ApprovalListQuery["named"]): Prisma.Sql {
  if (!named) return Prisma.empty;
  return Prisma.sql`AND (EXISTS (
      SELECT 1 FROM jsonb_array_elements(a.requirement->'rules') AS rule
      WHERE coalesce((rule->'hours'->>'fromMs')::bigint <= a."escalatedMs", jsonb_typeof(rule->'hours') IS DISTINCT FROM 'object')
          AND jsonb_exists_any(rule->'by', ${[...named.names]}::text[])
        OR (rule->'hours'->>'otherwiseFromMs')::bigint <= a."escalatedMs"
          AND jsonb_exists_any(rule->'hours'->'otherwise', ${[...named.names]}::text[])
        OR (rule->'escalate'->>'afterMs')::bigint <= a."escalatedMs"
          AND jsonb_exists_any(rule->'escalate'->'by', ${[...named.names]}::text[]))
    OR EXISTS (SELECT 1 FROM votes v WHERE v."organizationId" = a."organizationId" AND v."approvalId" = a.id
      AND v."userId" = ${named.userId}))`;
}

function fromMicros(micros: string): Prisma.Sql {
  return Prisma.sql`(timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond')`;
}

/** Whose approvals are meant: of the whole organization when nothing is named. */
export interface ApprovalsOf {
  readonly agentId?: string;
  readonly instanceId?: string;
  readonly connectionId?: string;
  readonly keyId?: string;
}

/** Approvals that wait for people or for their agent, oldest first. */
export function listOpenApprovals(scope: TenantScope, of: ApprovalsOf, limit: number): Promise<ApprovalRow[]> {
  return scope.tx.approval.findMany({
    where: { organizationId: scope.organizationId, state: { in: ["pending", "approved"] }, ...of },
    orderBy: { requestedAt: "asc" },
    take: limit,
  });
}
