import type { PlainScope, TenantScope } from "../client/db.ts";
import type { NewRecord } from "./audit-records.ts";
import { storableJson, storableText } from "./audit-text.ts";
import type { LeafRow } from "./audit-tree.ts";

/** A person's data that is to be erased, or was. */
export interface ErasureRow {
  readonly id: string;
  readonly organizationId: string;
  /** What their data is found by; empty once it is done. */
  readonly needles: readonly string[];
  readonly requestedByName: string;
  readonly requestedAt: Date;
  /** The sequence it goes on from. */
  readonly position: bigint;
  readonly records: number;
  readonly approvals: number;
  readonly finishedAt: Date | null;
}

/** A record that can be erased, with the instant its partition is found by. */
export interface ErasableRow extends LeafRow {
  /** RFC 3339, up to µs. */
  readonly at: string;
}

/** Puts an erasure on its way. */
export async function insertErasure(
  scope: TenantScope,
  erasure: Pick<ErasureRow, "id" | "needles" | "requestedByName"> & { readonly requestedBy: string | null },
): Promise<void> {
  const { id, needles, requestedBy, requestedByName } = erasure;
  const { organizationId } = scope;
  await scope.tx.auditErasure.create({
    data: { id, organizationId, needles: needles.map((each) => storableText(each)), requestedBy, requestedByName },
  });
}

/** Erasures, the newest first, at most 100. */
export function listErasures(scope: TenantScope): Promise<ErasureRow[]> {
  const { organizationId } = scope;
  return scope.tx.auditErasure.findMany({ where: { organizationId }, orderBy: { requestedAt: "desc" }, take: 100 });
}

/** One erasure; null when there is none. */
export function findErasure(scope: TenantScope, id: string): Promise<ErasureRow | null> {
  return scope.tx.auditErasure.findFirst({ where: { organizationId: scope.organizationId, id } });
}

/** The ids of all erasures that aren't done, the oldest first. */
export async function findOpenErasures(scope: PlainScope): Promise<{ id: string; organizationId: string }[]> {
  return scope.tx.auditErasure.findMany({
    where: { finishedAt: null },
    select: { id: true, organizationId: true },
    orderBy: { requestedAt: "asc" },
    take: 100,
  });
}

/** Holds an erasure that isn't done until the transaction ends; null when somebody else holds it, or it is done. */
export async function holdErasure(scope: TenantScope, id: string): Promise<ErasureRow | null> {
  const rows = await scope.tx.$queryRaw<ErasureRow[]>`
    SELECT id, "organizationId", needles, "requestedByName", "requestedAt", position, records, approvals, "finishedAt"
    FROM audit_erasures WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND "finishedAt" IS NULL
    FOR UPDATE SKIP LOCKED`;
  return rows[0] ?? null;
}

/** Notes how far an erasure has come. */
export async function advanceErasure(
  scope: TenantScope,
  id: string,
  { position, records, approvals }: { readonly position: bigint; readonly records: number; readonly approvals: number },
): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE audit_erasures SET position = ${position}, records = records + ${records},
      approvals = approvals + ${approvals}
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id}`;
}

/** Ends an erasure; what the person was found by goes. */
export async function finishErasure(scope: TenantScope, id: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE audit_erasures SET "finishedAt" = now(), needles = '{}'
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id}`;
}

/** A person of this organization by id or e-mail address, gone or not. */
export async function findNamedPerson(
  scope: TenantScope,
  named: string,
): Promise<{ memberId: string; userId: string; email: string; name: string; isMember: boolean } | null> {
  const rows = await scope.tx.$queryRaw<
    { memberId: string; userId: string; email: string; name: string; isMember: boolean }[]
  >`
    SELECT m.id AS "memberId", m."userId", u.email, u.name, m."removedAt" IS NULL AS "isMember"
    FROM members m JOIN users u ON u.id = m."userId"
    WHERE m."organizationId" = ${scope.organizationId}
      AND (lower(u.email) = ${named} OR lower(u.id) = ${named} OR lower(m.id) = ${named})
    ORDER BY m."removedAt" IS NULL DESC LIMIT 1`;
  return rows[0] ?? null;
}

/**
 * Records from a sequence on, below another, that still hold one of these texts (lower case) somewhere. A first look:
 * whether a text stands by itself is for the caller to say.
 */
export function findHolding(
  scope: TenantScope,
  { from, below, texts }: { readonly from: bigint; readonly below: bigint; readonly texts: readonly string[] },
): Promise<ErasableRow[]> {
  return scope.tx.$queryRaw<ErasableRow[]>`
    SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, sequence, record, salts, erased
    FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND sequence >= ${from} AND sequence < ${below}
      AND erased IS NULL
      AND EXISTS (SELECT 1 FROM unnest(${[...texts]}::text[]) AS t(text) WHERE strpos(lower(record::text), t.text) > 0)
    ORDER BY sequence`;
}

/** Records from an instant on, before another, that aren't erased yet: the oldest first. */
export function findOutdated(
  scope: TenantScope,
  { from, before, limit }: { readonly from: Date | null; readonly before: Date; readonly limit: number },
): Promise<ErasableRow[]> {
  return scope.tx.$queryRaw<ErasableRow[]>`
    SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, sequence, record, salts, erased
    FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND at >= coalesce(${from}::timestamptz, '-infinity')
      AND at < ${before} AND erased IS NULL
    ORDER BY audit_records.at, id LIMIT ${limit}`;
}

/** What takes a record's place. */
export interface ErasedRecord {
  /** With the instant as `ErasableRow` has it. */
  readonly row: Pick<ErasableRow, "id" | "at">;
  readonly record: unknown;
  readonly terms: NewRecord["terms"];
  /** Why and when, and the salted hashes of what was taken out. */
  readonly erased: unknown;
}

/** Puts erased records in the place of whole ones; answers how many. What is erased already stays as it is. */
export async function replaceErased(scope: TenantScope, records: readonly ErasedRecord[]): Promise<number> {
  const body = storableJson(records.map(({ row, record, terms, erased }) => ({ ...row, record, terms, erased })));
  return scope.tx.$executeRaw`
    UPDATE audit_records r SET record = e.record, erased = e.erased, salts = NULL, "personId" = NULL,
      "instanceName" = NULL, summary = '', terms = array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(e.terms)))
    FROM jsonb_to_recordset(${body}::jsonb) AS e(id text, at timestamptz, record jsonb, terms jsonb, erased jsonb)
    WHERE r."organizationId" = ${scope.organizationId} AND r.id = e.id AND r.at = e.at AND r.erased IS NULL`;
}

/** An approval's text that a person may stand in. */
export interface HeldApproval {
  readonly id: string;
  readonly text: string;
  readonly hasEnded: boolean;
}

/** Approvals that hold one of these texts (lower case), also in the reasons of their votes, and aren't erased yet. */
export function findHoldingApprovals(scope: TenantScope, texts: readonly string[]): Promise<HeldApproval[]> {
  return scope.tx.$queryRaw<HeldApproval[]>`
    SELECT a.id, h.text, a.state NOT IN ('pending', 'approved', 'executing') AS "hasEnded"
    FROM approvals a CROSS JOIN LATERAL (
      SELECT jsonb_build_array(a."personId", a."instanceName", a."argumentsText", a.summary, a."agentReason", a.reason,
        (SELECT jsonb_agg(jsonb_build_array(v."userId", v.reason)) FROM votes v
         WHERE v."organizationId" = a."organizationId" AND v."approvalId" = a.id),
        (SELECT jsonb_agg(jsonb_build_array(r."editorId", r."argumentsText")) FROM approval_revisions r
         WHERE r."organizationId" = a."organizationId" AND r."approvalId" = a.id))::text AS text
    ) h
    WHERE a."organizationId" = ${scope.organizationId} AND a."forwardedHash" <> 'erased'
      AND EXISTS (SELECT 1 FROM unnest(${[...texts]}::text[]) AS t(text) WHERE strpos(lower(h.text), t.text) > 0)
    ORDER BY a.id`;
}

/** Takes out what ended approvals showed, and the reasons people gave; answers how many. */
export async function eraseApprovals(scope: TenantScope, ids: readonly string[]): Promise<number> {
  const { organizationId } = scope;
  await scope.tx.$executeRaw`
    UPDATE votes SET reason = NULL
    WHERE "organizationId" = ${organizationId} AND "approvalId" = ANY(${[...ids]}::text[]) AND reason IS NOT NULL`;
  await scope.tx.$executeRaw`
    UPDATE approval_revisions SET "argumentsText" = '{}', "forwardedHash" = 'erased'
    WHERE "organizationId" = ${organizationId} AND "approvalId" = ANY(${[...ids]}::text[])`;
  return scope.tx.$executeRaw`
    UPDATE approvals SET "argumentsText" = '{}', "forwardedHash" = 'erased', summary = '', "agentReason" = NULL,
      reason = NULL, "personId" = NULL, "instanceName" = 'erased', "clientName" = NULL, "clientVersion" = NULL
    WHERE "organizationId" = ${organizationId} AND id = ANY(${[...ids]}::text[])
      AND state NOT IN ('pending', 'approved', 'executing') AND "forwardedHash" <> 'erased'`;
}

/** The ids of approvals that ended before an instant and aren't erased yet. */
export async function findOutdatedApprovals(scope: TenantScope, before: Date, limit: number): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM approvals WHERE "organizationId" = ${scope.organizationId} AND "forwardedHash" <> 'erased'
      AND state NOT IN ('pending', 'approved', 'executing') AND coalesce("endedAt", "requestedAt") < ${before}
    ORDER BY id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** Ends saved searches that look for one of these texts (lower case), and what they looked for. */
export async function eraseSavedViews(scope: TenantScope, texts: readonly string[]): Promise<void> {
  const anywhere = [...texts, ...texts.map((text) => encodeURIComponent(text).toLowerCase())];
  await scope.tx.$executeRaw`
    UPDATE saved_views SET name = 'erased', query = '', "removedAt" = coalesce("removedAt", now())
    WHERE "organizationId" = ${scope.organizationId}
      AND EXISTS (SELECT 1 FROM unnest(${anywhere}::text[]) AS t(text)
        WHERE strpos(lower(name), t.text) > 0 OR strpos(lower(query), t.text) > 0)`;
}

/** How long an organization keeps its records' bodies, and until when they are erased. */
export interface Retention {
  readonly organizationId: string;
  readonly retentionDays: number;
  readonly erasedBefore: Date | null;
}

/** Organizations with bodies that are older than they keep them. `now`: UTC. */
export function findDueRetentions(scope: PlainScope, now: Date): Promise<Retention[]> {
  return scope.tx.$queryRaw<Retention[]>`
    SELECT id AS "organizationId", "retentionDays", "erasedBefore" FROM organizations
    WHERE "retentionDays" IS NOT NULL
      AND ("erasedBefore" IS NULL OR "erasedBefore" < ${now}::timestamptz - make_interval(days => "retentionDays") - interval '1 hour')
    ORDER BY id`;
}

/** Sets how long bodies are kept, days; null is for ever. */
export async function setRetentionDays(scope: TenantScope, days: number | null): Promise<void> {
  await scope.tx
    .$executeRaw`UPDATE organizations SET "retentionDays" = ${days}::int WHERE id = ${scope.organizationId}`;
}

/** Holds an organization's retention until the transaction ends; false when another worker holds it. */
export async function holdRetention(scope: TenantScope): Promise<boolean> {
  const rows = await scope.tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended('retention ' || ${scope.organizationId}, 0)) AS held`;
  return rows[0]?.held ?? false;
}

/** Notes until when bodies are erased. */
export async function setErasedBefore(scope: TenantScope, before: Date): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE organizations SET "erasedBefore" = ${before} WHERE id = ${scope.organizationId}`;
}
