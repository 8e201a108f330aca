import type { PlainScope } from "../client/db.ts";

/** A signed head that is due to be mailed to an owner. */
export interface DueHeadMail {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly organizationTitle: string;
  readonly email: string;
  /** `2026-11-23`, in the organization's time zone. */
  readonly day: string;
  readonly size: bigint;
  readonly note: string;
  readonly attempts: number;
}

/** From this hour of an organization's day on, its owners get its newest signed head. */
const FROM_HOUR = 6;

/**
 * Puts the newest signed head of each organization whose tree has grown since the last mail on its way to its owners:
 * once a day of the organization. Answers how many mails. `now`: UTC.
 */
export async function planHeadMails(
  scope: PlainScope,
  { now, newId }: { readonly now: Date; readonly newId: () => string },
): Promise<number> {
  const due = await scope.tx.$queryRaw<{ organizationId: string; userId: string; day: string; size: bigint }[]>`
    SELECT o.id AS "organizationId", m."userId", to_char(l.time, 'YYYY-MM-DD') AS day, c.size
    FROM organizations o
    CROSS JOIN LATERAL (SELECT ${now}::timestamptz AT TIME ZONE o."timeZone" AS time) l
    CROSS JOIN LATERAL (
      SELECT size FROM audit_checkpoints WHERE "organizationId" = o.id ORDER BY size DESC LIMIT 1
    ) c
    JOIN members m ON m."organizationId" = o.id AND m.role = 'owner' AND m."removedAt" IS NULL
    WHERE o."suspendedAt" IS NULL AND extract(hour FROM l.time) >= ${FROM_HOUR}
      AND NOT EXISTS (SELECT 1 FROM head_mails h WHERE h."organizationId" = o.id AND h."userId" = m."userId"
        AND (h.day >= l.time::date OR h.size >= c.size))`;
  let planned = 0;
  for (const { organizationId, userId, day, size } of due) {
    planned += await scope.tx.$executeRaw`
      INSERT INTO head_mails (id, "organizationId", "userId", day, size)
      VALUES (${newId()}, ${organizationId}, ${userId}, ${day}::date, ${size})
      ON CONFLICT ("organizationId", "userId", day) DO NOTHING`;
  }
  return planned;
}

/** Takes mails that are due; nobody else gets them for `holdMs`. Who is no owner any more gets none. */
export function takeHeadMails(scope: PlainScope, limit: number, holdMs: number): Promise<DueHeadMail[]> {
  return scope.tx.$queryRaw<DueHeadMail[]>`
    WITH taken AS (
      UPDATE head_mails
      SET "mailAttempts" = "mailAttempts" + 1, "mailDueAt" = now() + ${holdMs} * interval '1 millisecond'
      WHERE id IN (
        SELECT d.id FROM head_mails d JOIN members m ON m."organizationId" = d."organizationId"
          AND m."userId" = d."userId" AND m.role = 'owner' AND m."removedAt" IS NULL
        WHERE d."sentAt" IS NULL AND d."mailDueAt" <= now()
        ORDER BY d."mailDueAt" LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED)
      RETURNING *)
    SELECT h.id, h."organizationId", o.name AS "organizationName", o.title AS "organizationTitle", u.email,
      to_char(h.day, 'YYYY-MM-DD') AS day, h.size, c.note, h."mailAttempts" AS attempts
    FROM taken h JOIN organizations o ON o.id = h."organizationId" JOIN users u ON u.id = h."userId"
    JOIN audit_checkpoints c ON c."organizationId" = h."organizationId" AND c.size = h.size`;
}

/** Notes that a head's mail was handed over. */
export async function setHeadMailSent(scope: PlainScope, id: string): Promise<void> {
  await scope.tx.$executeRaw`UPDATE head_mails SET "sentAt" = now() WHERE id = ${id}`;
}

/** Puts a head's mail off by so many ms after a try that failed. */
export async function postponeHeadMail(scope: PlainScope, id: string, delayMs: number): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE head_mails SET "mailDueAt" = now() + ${delayMs} * interval '1 millisecond'
    WHERE id = ${id} AND "sentAt" IS NULL`;
}
