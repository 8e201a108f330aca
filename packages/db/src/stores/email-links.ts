import type { PlainScope } from "../client/db.ts";

export type EmailLinkPurpose = "sign_in" | "sign_up" | "password";

export interface NewEmailLink {
  readonly id: string;
  /** SHA-256 of the link's text, hex. */
  readonly tokenHash: string;
  /** Lower case. */
  readonly email: string;
  readonly purpose: EmailLinkPurpose;
  /** How long it can be used, ms, by the database's clock. */
  readonly lifetimeMs: number;
}

export interface EmailLinkRow {
  readonly id: string;
  readonly email: string;
  readonly purpose: EmailLinkPurpose;
  readonly expiresAt: Date;
}

/** Inserts a link to be mailed; older ones of the same address and purpose can't be used from then on. */
export async function insertEmailLink(scope: PlainScope, link: NewEmailLink): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE email_links SET "usedAt" = now()
    WHERE email = ${link.email} AND purpose = ${link.purpose} AND "usedAt" IS NULL`;
  await scope.tx.$executeRaw`
    INSERT INTO email_links (id, "tokenHash", email, purpose, "expiresAt")
    VALUES (${link.id}, ${link.tokenHash}, ${link.email}, ${link.purpose},
      now() + ${link.lifetimeMs} * interval '1 millisecond')`;
}

/** The link that a text stands for, as long as it can be used; null after. */
export async function findUsableEmailLink(scope: PlainScope, tokenHash: string): Promise<EmailLinkRow | null> {
  const rows = await scope.tx.$queryRaw<EmailLinkRow[]>`
    SELECT id, email, purpose, "expiresAt" FROM email_links
    WHERE "tokenHash" = ${tokenHash} AND "usedAt" IS NULL AND "expiresAt" > now()`;
  return rows[0] ?? null;
}

/** Uses a link up: of any number at once, one gets it. Null when it can't be used, or not for this. */
export async function spendEmailLink(
  scope: PlainScope,
  tokenHash: string,
  purpose: EmailLinkPurpose,
): Promise<EmailLinkRow | null> {
  const rows = await scope.tx.$queryRaw<EmailLinkRow[]>`
    UPDATE email_links SET "usedAt" = now()
    WHERE "tokenHash" = ${tokenHash} AND purpose = ${purpose} AND "usedAt" IS NULL AND "expiresAt" > now()
    RETURNING id, email, purpose, "expiresAt"`;
  return rows[0] ?? null;
}

export interface DueEmailLink extends EmailLinkRow {
  /** This try included. */
  readonly attempts: number;
}

/** Takes links whose mail is due and holds them for `holdMs`, so that no other sender takes them. For the worker. */
export function takeEmailLinks(scope: PlainScope, limit: number, holdMs: number): Promise<DueEmailLink[]> {
  return scope.tx.$queryRaw<DueEmailLink[]>`
    UPDATE email_links SET attempts = attempts + 1, "availableAt" = now() + ${holdMs} * interval '1 millisecond'
    WHERE id IN (
      SELECT id FROM email_links
      WHERE "sentAt" IS NULL AND "availableAt" <= now() AND "usedAt" IS NULL AND "expiresAt" > now()
      ORDER BY "availableAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, email, purpose, "expiresAt", attempts`;
}

/** Notes that a link's mail was handed over. */
export async function setEmailLinkSent(scope: PlainScope, id: string): Promise<void> {
  await scope.tx.$executeRaw`UPDATE email_links SET "sentAt" = now() WHERE id = ${id}`;
}

/** Puts a link's mail off by so many ms after a try that failed. */
export async function postponeEmailLink(scope: PlainScope, id: string, delayMs: number): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE email_links SET "availableAt" = now() + ${delayMs} * interval '1 millisecond'
    WHERE id = ${id} AND "sentAt" IS NULL`;
}

/** Removes links that ended more than `keepMs` ago; returns how many. For the worker. */
export function sweepEmailLinks(scope: PlainScope, keepMs: number): Promise<number> {
  return scope.tx.$executeRaw`
    DELETE FROM email_links WHERE "expiresAt" < now() - ${keepMs} * interval '1 millisecond'`;
}
