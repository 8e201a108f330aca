import type { PlainScope } from "../client/db.ts";
import type { SignInSession } from "../generated/client.ts";

export type SignInSessionRow = SignInSession;

export interface NewSignInSession {
  readonly id: string;
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
  readonly userId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** How long it lives, ms, by the database's clock. */
  readonly lifetimeMs: number;
}

/** Who is signed in, and where. */
export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly expiresAt: Date;
  /** Whether the token must be replaced: what the person may do has changed since it was given out. */
  readonly isRenewalDue: boolean;
}

/** Inserts a session; returns when it ends. */
export async function insertSignInSession(scope: PlainScope, session: NewSignInSession): Promise<Date> {
  const rows = await scope.tx.$queryRaw<{ expiresAt: Date }[]>`
    INSERT INTO sign_in_sessions (id, "tokenHash", "userId", ip, "userAgent", "expiresAt")
    VALUES (${session.id}, ${session.tokenHash}, ${session.userId}, ${session.ip}, ${session.userAgent},
      now() + ${session.lifetimeMs} * interval '1 millisecond')
    RETURNING "expiresAt"`;
  const row = rows[0];
  if (!row) throw new Error("the session was inserted and isn't there");
  return row.expiresAt;
}

/** The living session of a token's hash, or null. A token that was just replaced counts a little longer. */
export async function findSignedIn(scope: PlainScope, tokenHash: string): Promise<SignedIn | null> {
  const rows = await scope.tx.$queryRaw<SignedIn[]>`
    SELECT s.id AS "sessionId", s."userId", u.email, u.name, s."expiresAt",
      s."renewDueAt" IS NOT NULL AND s."tokenHash" = ${tokenHash} AS "isRenewalDue"
    FROM sign_in_sessions s JOIN users u ON u.id = s."userId"
    WHERE (s."tokenHash" = ${tokenHash} OR (s."previousTokenHash" = ${tokenHash} AND s."previousUntil" > now())) AND s."revokedAt" IS NULL AND s."expiresAt" > now()`;
  return rows[0] ?? null;
}

/** Whether a session still counts, by the database's clock. */
export async function isSignInLiving(scope: PlainScope, sessionId: string): Promise<boolean> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM sign_in_sessions WHERE id = ${sessionId} AND "revokedAt" IS NULL AND "expiresAt" > now()`;
  return rows.length === 1;
}

/** Notes that a session was just used, at most once a minute. */
export async function touchSignInSession(scope: PlainScope, sessionId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE sign_in_sessions SET "lastSeenAt" = now()
    WHERE id = ${sessionId} AND "lastSeenAt" < now() - interval '1 minute'`;
}

/** A person's living sessions, the last used first. */
export function listSignInSessions(scope: PlainScope, userId: string): Promise<SignInSessionRow[]> {
  return scope.tx.$queryRaw<SignInSessionRow[]>`
    SELECT * FROM sign_in_sessions
    WHERE "userId" = ${userId} AND "revokedAt" IS NULL AND "expiresAt" > now()
    ORDER BY "lastSeenAt" DESC`;
}

/** Ends one session of a person. False when it had ended. */
export async function revokeSignInSession(scope: PlainScope, userId: string, sessionId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE sign_in_sessions SET "revokedAt" = now()
    WHERE id = ${sessionId} AND "userId" = ${userId} AND "revokedAt" IS NULL`;
  return changed === 1;
}

/** Ends the session of a token's hash, as signing out does. */
export async function revokeSignInToken(scope: PlainScope, tokenHash: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE sign_in_sessions SET "revokedAt" = now()
    WHERE ("tokenHash" = ${tokenHash} OR "previousTokenHash" = ${tokenHash}) AND "revokedAt" IS NULL`;
  return changed === 1;
}

/** Ends all of a person's sessions but one, or all; returns how many ended. */
export function revokeOtherSignInSessions(scope: PlainScope, userId: string, keptId: string | null): Promise<number> {
  return scope.tx.$executeRaw`
    UPDATE sign_in_sessions SET "revokedAt" = now()
    WHERE "userId" = ${userId} AND "revokedAt" IS NULL AND "expiresAt" > now() AND id IS DISTINCT FROM ${keptId}`;
}

/** Marks a person's living sessions: each gets a new token at its next request. */
export async function markSignInsForRenewal(scope: PlainScope, userId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE sign_in_sessions SET "renewDueAt" = now()
    WHERE "userId" = ${userId} AND "revokedAt" IS NULL AND "expiresAt" > now()`;
}

/**
 * Replaces the token of a session whose renewal is due; the old one counts for `graceMs` more, for requests on their
 * way. False when it isn't due, is over, or a request beside this one was quicker.
 */
export async function replaceSignInToken(
  scope: PlainScope,
  change: { readonly tokenHash: string; readonly newTokenHash: string; readonly graceMs: number },
): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE sign_in_sessions SET "tokenHash" = ${change.newTokenHash}, "renewDueAt" = NULL,
      "previousTokenHash" = "tokenHash", "previousUntil" = now() + ${change.graceMs} * interval '1 millisecond'
    WHERE "tokenHash" = ${change.tokenHash} AND "renewDueAt" IS NOT NULL AND "revokedAt" IS NULL
      AND "expiresAt" > now()`;
  return changed === 1;
}

/**
 * Notes a try and says how many each subject has had within the window, this one included. Counting after noting
 * means that parallel tries see each other or come later; they can't all slip in under the bound.
 */
export async function noteSignInAttempt(
  scope: PlainScope,
  attempts: readonly { readonly id: string; readonly subjectHash: string }[],
  windowMs: number,
): Promise<number> {
  // In the order of their names, so that two tries can't wait for each other's lock.
  for (const { subjectHash } of [...attempts].sort((a, b) => (a.subjectHash < b.subjectHash ? -1 : 1))) {
    await scope.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${subjectHash}, 0))`;
  }
  await scope.tx.signInAttempt.createMany({ data: attempts.map((attempt) => ({ ...attempt })) });
  const rows = await scope.tx.$queryRaw<{ tries: bigint }[]>`
    SELECT count(*) AS tries FROM sign_in_attempts
    WHERE "subjectHash" = ANY(${attempts.map((attempt) => attempt.subjectHash)}::text[])
      AND at > now() - ${windowMs} * interval '1 millisecond'
    GROUP BY "subjectHash" ORDER BY tries DESC LIMIT 1`;
  return Number(rows[0]?.tries ?? 0n);
}

/** How long until a subject has fewer than `below` tries within the window, ms. */
export async function untilSignInAttempts(
  scope: PlainScope,
  { subjectHash, below, windowMs }: { readonly subjectHash: string; readonly below: number; readonly windowMs: number },
): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ waitMs: number }[]>`
    SELECT (extract(epoch FROM at - now()) * 1000 + ${windowMs})::float8 AS "waitMs" FROM sign_in_attempts
    WHERE "subjectHash" = ${subjectHash} AND at > now() - ${windowMs} * interval '1 millisecond'
    ORDER BY at DESC OFFSET ${below - 1} LIMIT 1`;
  return Math.max(0, Math.ceil(rows[0]?.waitMs ?? 0));
}

/** Takes back tries that turned out right. */
export async function clearSignInAttempts(scope: PlainScope, attemptIds: readonly string[]): Promise<void> {
  await scope.tx.signInAttempt.deleteMany({ where: { id: { in: [...attemptIds] } } });
}

/** Removes tries, ended sign-in sessions and unanswered challenges older than `keepMs`; returns how many. For the worker. */
export async function sweepSignIns(scope: PlainScope, keepMs: number): Promise<number> {
  const tries = await scope.tx.$executeRaw`
    DELETE FROM sign_in_attempts WHERE at < now() - ${keepMs} * interval '1 millisecond'`;
  const sessions = await scope.tx.$executeRaw`
    DELETE FROM sign_in_sessions
    WHERE least("expiresAt", coalesce("revokedAt", "expiresAt")) < now() - ${keepMs} * interval '1 millisecond'`;
  const challenges = await scope.tx.$executeRaw`
    DELETE FROM passkey_challenges WHERE "expiresAt" < now() - ${keepMs} * interval '1 millisecond'`;
  return tries + sessions + challenges;
}
