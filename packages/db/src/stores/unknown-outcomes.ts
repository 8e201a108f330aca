import type { PlainScope, TenantScope } from "../client/db.ts";

/** A record that says that nobody knows how its call ended. */
export interface NewUnknownOutcome {
  readonly organizationId: string;
  readonly recordId: string;
  readonly callId: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** How it was found out in the end. */
export interface OutcomeEnd {
  readonly organizationId: string;
  readonly callId: string;
  readonly at: string;
  /** The record that tells. */
  readonly endRecordId: string;
  readonly ending: "late" | "ran" | "did_not_run";
}

/** A call whose outcome is, or was, unknown, with its record. */
export interface UnknownOutcomeRow {
  readonly recordId: string;
  readonly callId: string;
  readonly at: Date;
  readonly endedAt: Date | null;
  readonly ending: OutcomeEnd["ending"] | null;
  readonly endRecordId: string | null;
  /** The whole record as it is stored. */
  readonly record: unknown;
}

/** Notes calls whose outcome is unknown; those that are noted already stay as they are. */
export async function insertUnknownOutcomes(scope: PlainScope, outcomes: readonly NewUnknownOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await scope.tx.$executeRaw`
    INSERT INTO unknown_outcomes ("organizationId", "recordId", "callId", at)
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb)
      AS e("organizationId" text, "recordId" text, "callId" text, at timestamptz)
    ON CONFLICT DO NOTHING`;
}

/** Notes how calls ended of which that was unknown. The first end counts. */
export async function endUnknownOutcomes(scope: PlainScope, ends: readonly OutcomeEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await scope.tx.$executeRaw`
    UPDATE unknown_outcomes u SET "endedAt" = e.at, ending = e.ending, "endRecordId" = e."endRecordId"
    FROM jsonb_to_recordset(${JSON.stringify(ends)}::jsonb)
      AS e("organizationId" text, "callId" text, at timestamptz, "endRecordId" text, ending text)
    WHERE u."organizationId" = e."organizationId" AND u."callId" = e."callId" AND u."endedAt" IS NULL`;
}

export interface OutcomesWanted {
  /** `open`: nobody knows yet. */
  readonly tab: "open" | "ended";
  readonly limit: number;
  /** Goes on after this record of this time. */
  readonly after: { readonly at: Date; readonly recordId: string } | null;
}

/** A page of them, the newest first. */
export function listUnknownOutcomes(scope: TenantScope, wanted: OutcomesWanted): Promise<UnknownOutcomeRow[]> {
  const { at = null, recordId = null } = wanted.after ?? {};
  return scope.tx.$queryRaw<UnknownOutcomeRow[]>`
    SELECT u."recordId", u."callId", u.at, u."endedAt", u.ending, u."endRecordId", r.record
    FROM unknown_outcomes u JOIN audit_records r ON r.id = u."recordId" AND r.at = u.at
      AND r."organizationId" = u."organizationId"
    WHERE u."organizationId" = ${scope.organizationId} AND (u."endedAt" IS NULL) = ${wanted.tab === "open"}
      AND (${at}::timestamptz IS NULL OR (u.at, u."recordId") < (${at}, ${recordId}))
    ORDER BY u.at DESC, u."recordId" DESC LIMIT ${wanted.limit}`;
}

/** One of them, or null. */
export async function findUnknownOutcome(scope: TenantScope, recordId: string): Promise<UnknownOutcomeRow | null> {
  const rows = await scope.tx.$queryRaw<UnknownOutcomeRow[]>`
    SELECT u."recordId", u."callId", u.at, u."endedAt", u.ending, u."endRecordId", r.record
    FROM unknown_outcomes u JOIN audit_records r ON r.id = u."recordId" AND r.at = u.at
      AND r."organizationId" = u."organizationId"
    WHERE u."organizationId" = ${scope.organizationId} AND u."recordId" = ${recordId}`;
  return rows[0] ?? null;
}

/** How many calls there are of which nobody knows how they ended. */
export async function countUnknownOutcomes(scope: TenantScope): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM unknown_outcomes
    WHERE "organizationId" = ${scope.organizationId} AND "endedAt" IS NULL`;
  return Number(rows[0]?.count ?? 0n);
}
