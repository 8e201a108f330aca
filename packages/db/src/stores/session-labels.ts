import type { PlainScope, TenantScope } from "../client/db.ts";

/** A policy session, as its rows name it. */
export interface SessionRef {
  readonly instanceId: string;
  /** Null where nobody is acted for. */
  readonly personId: string | null;
}

/** What one stored record has put on a session. Times are RFC 3339 UTC. */
export interface NewSessionLabel {
  readonly organizationId: string;
  readonly instanceId: string;
  /** Empty where nobody is acted for. */
  readonly personId: string;
  readonly label: string;
  readonly ruleId: string;
  readonly sinceAt: string;
  readonly untilAt: string;
  readonly sequence: number;
  readonly recordId: string;
}

/** A label that is in force by what Postgres knows. */
export interface SessionLabelRow extends SessionRef {
  readonly label: string;
  readonly ruleId: string;
  readonly sinceAt: Date;
  readonly untilAt: Date;
  readonly sequence: bigint;
  readonly recordId: string;
}

/**
 * Notes labels; one that is in force stays for the longer time, and since when it was. Each session and label at most once
 * in a call.
 */
export async function noteSessionLabels(scope: PlainScope, labels: readonly NewSessionLabel[]): Promise<void> {
  if (labels.length === 0) return;
  await scope.tx.$executeRaw`
    INSERT INTO session_labels AS l ("organizationId", "instanceId", "personId", label, "ruleId", "sinceAt", "untilAt",
      sequence, "recordId")
    SELECT e.* FROM jsonb_to_recordset(${JSON.stringify(labels)}::jsonb) AS e("organizationId" text, "instanceId" text,
      "personId" text, label text, "ruleId" text, "sinceAt" timestamptz, "untilAt" timestamptz, sequence bigint,
      "recordId" text)
    WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = e."organizationId")
    ORDER BY e."organizationId", e."instanceId", e."personId", e.label
    ON CONFLICT ("organizationId", "instanceId", "personId", label) DO UPDATE SET
      "ruleId" = CASE WHEN excluded.sequence > l.sequence THEN excluded."ruleId" ELSE l."ruleId" END,
      "recordId" = CASE WHEN excluded.sequence > l.sequence THEN excluded."recordId" ELSE l."recordId" END,
      sequence = GREATEST(l.sequence, excluded.sequence),
      "sinceAt" = CASE WHEN l."untilAt" > excluded."sinceAt" AND l.sequence > coalesce((
          SELECT c.sequence FROM session_clears c WHERE c."organizationId" = l."organizationId"
            AND c."instanceId" = l."instanceId" AND c."personId" = l."personId"), -1)
        THEN LEAST(l."sinceAt", excluded."sinceAt") ELSE excluded."sinceAt" END,
      "untilAt" = CASE WHEN l.sequence > coalesce((
          SELECT c.sequence FROM session_clears c WHERE c."organizationId" = l."organizationId"
            AND c."instanceId" = l."instanceId" AND c."personId" = l."personId"), -1)
        THEN GREATEST(l."untilAt", excluded."untilAt") ELSE excluded."untilAt" END`;
}

/** Every label of the organization that is in force: its time isn't over, and its session wasn't cleared since. */
export async function findSessionLabels(scope: TenantScope): Promise<SessionLabelRow[]> {
  const rows = await scope.tx.$queryRaw<(Omit<SessionLabelRow, "personId"> & { readonly personId: string })[]>`
    SELECT l."instanceId", l."personId", l.label, l."ruleId", l."sinceAt", l."untilAt", l.sequence, l."recordId"
    FROM session_labels l LEFT JOIN session_clears c ON c."organizationId" = l."organizationId"
      AND c."instanceId" = l."instanceId" AND c."personId" = l."personId"
    WHERE l."organizationId" = ${scope.organizationId} AND l."untilAt" > now()
      AND l.sequence > coalesce(c.sequence, -1)
    ORDER BY l."instanceId", l."personId", l.label`;
  return rows.map((row) => ({ ...row, personId: row.personId === "" ? null : row.personId }));
}

/**
 * Removes labels whose time ended so many ms ago, and where nothing is left on a session that somebody cleared as long
 * ago, the note of that; so what names a person goes with them. Answers how many rows.
 */
export async function sweepSessionLabels(scope: PlainScope, olderThanMs: number): Promise<number> {
  const labels = await scope.tx.$executeRaw`
    DELETE FROM session_labels WHERE "untilAt" < now() - ${olderThanMs} * interval '1 millisecond'`;
  const clears = await scope.tx.$executeRaw`
    DELETE FROM session_clears c
    WHERE c.at < now() - ${olderThanMs} * interval '1 millisecond' AND NOT EXISTS (
      SELECT 1 FROM session_labels l WHERE l."organizationId" = c."organizationId" AND l."instanceId" = c."instanceId"
        AND l."personId" = c."personId")`;
  return labels + clears;
}

/** Sessions that a person has cleared, with the sequence up to which. */
export async function findSessionClears(scope: TenantScope): Promise<(SessionRef & { readonly sequence: bigint })[]> {
  const rows = await scope.tx.sessionClear.findMany({ where: { organizationId: scope.organizationId } });
  return rows.map(({ instanceId, personId, sequence }) => {
    return { instanceId, personId: personId === "" ? null : personId, sequence };
  });
}

/** A person clears a session of what was put on it up to a sequence. Never goes back. */
export async function clearSession(scope: TenantScope, session: SessionRef, sequence: number): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO session_clears ("organizationId", "instanceId", "personId", sequence)
    VALUES (${scope.organizationId}, ${session.instanceId}, ${session.personId ?? ""}, ${BigInt(sequence)})
    ON CONFLICT ("organizationId", "instanceId", "personId") DO UPDATE
      SET sequence = GREATEST(session_clears.sequence, excluded.sequence), at = now()`;
}
