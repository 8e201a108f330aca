import type { PlainScope, TenantScope } from "../client/db.ts";
import { Prisma } from "../generated/client.ts";
import type { NewMember } from "./people.ts";

export type InvitationState = "open" | "accepted" | "revoked" | "expired";

export interface InvitationRow {
  readonly id: string;
  readonly organizationId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: NewMember["role"];
  readonly invitedByName: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When its mail was handed over; null while it wasn't, or where none is sent. */
  readonly sentAt: Date | null;
  /** Whether it is or was to be mailed. */
  readonly isMailed: boolean;
  readonly state: InvitationState;
}

const COLUMNS = Prisma.sql`i.id, i."organizationId", i.email, i.role, i."invitedByName", i."createdAt", i."expiresAt",
  i."sentAt", i."mailDueAt" IS NOT NULL AS "isMailed",
  CASE WHEN i."acceptedAt" IS NOT NULL THEN 'accepted' WHEN i."revokedAt" IS NOT NULL THEN 'revoked'
    WHEN i."expiresAt" <= now() THEN 'expired' ELSE 'open' END AS state`;

export interface NewInvitation {
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly role: NewMember["role"];
  /** SHA-256 of the mailed link's text, hex. */
  readonly tokenHash: string;
  /** SHA-256 of the text of the link that is shown, hex. */
  readonly shownHash: string;
  readonly invitedBy: string | null;
  readonly invitedByName: string;
  /** How long it can be accepted, ms, by the database's clock. */
  readonly lifetimeMs: number;
  /** Whether the worker is to mail it. */
  readonly isMailed: boolean;
}

/** Inserts an invitation. The address must have no open one: take that back first. */
export async function insertInvitation(scope: TenantScope, invitation: NewInvitation): Promise<InvitationRow> {
  const { id, email, role, tokenHash, shownHash, invitedBy, invitedByName, lifetimeMs, isMailed } = invitation;
  await scope.tx.$executeRaw`
    INSERT INTO invitations
      (id, "organizationId", email, role, "tokenHash", "shownHash", "invitedBy", "invitedByName", "expiresAt", "mailDueAt")
    VALUES (${id}, ${scope.organizationId}, ${email}, ${role}, ${tokenHash}, ${shownHash}, ${invitedBy},
      ${invitedByName}, now() + ${lifetimeMs} * interval '1 millisecond', CASE WHEN ${isMailed} THEN now() END)`;
  const row = await findInvitation(scope, id);
  if (!row) throw new Error("the invitation was inserted and isn't there");
  return row;
}

/** One invitation of the organization, or null. */
export async function findInvitation(scope: TenantScope, invitationId: string): Promise<InvitationRow | null> {
  const rows = await scope.tx.$queryRaw<InvitationRow[]>`
    SELECT ${COLUMNS} FROM invitations i
    WHERE i."organizationId" = ${scope.organizationId} AND i.id = ${invitationId}`;
  return rows[0] ?? null;
}

/** The invitations made within so many ms, and all that can still be accepted; the newest first. */
export function listInvitations(scope: TenantScope, sinceMs: number): Promise<InvitationRow[]> {
  return scope.tx.$queryRaw<InvitationRow[]>`
    SELECT ${COLUMNS} FROM invitations i
    WHERE i."organizationId" = ${scope.organizationId}
      AND (i."createdAt" > now() - ${sinceMs} * interval '1 millisecond'
        OR (i."acceptedAt" IS NULL AND i."revokedAt" IS NULL))
    ORDER BY i."createdAt" DESC, i.id DESC LIMIT 500`;
}

/** Takes one invitation back. False when it was accepted or taken back already. */
export async function revokeInvitationRow(scope: TenantScope, invitationId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE invitations SET "revokedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${invitationId}
      AND "acceptedAt" IS NULL AND "revokedAt" IS NULL`;
  return changed === 1;
}

/** Takes back what invitation an address has open; returns its id, or null when it had none. */
export async function revokeInvitationTo(scope: TenantScope, email: string): Promise<string | null> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    UPDATE invitations SET "revokedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND email = ${email}
      AND "acceptedAt" IS NULL AND "revokedAt" IS NULL
    RETURNING id`;
  return rows[0]?.id ?? null;
}

/** Uses an invitation up: of any number at once, one gets it. False when it is no longer open. */
export async function spendInvitation(scope: TenantScope, invitationId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE invitations SET "acceptedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${invitationId}
      AND "acceptedAt" IS NULL AND "revokedAt" IS NULL AND "expiresAt" > now()`;
  return changed === 1;
}

/** An invitation with what its holder is shown of the organization. */
export interface HeldInvitation extends InvitationRow {
  readonly organizationName: string;
  readonly organizationTitle: string;
}

/** The invitation of a link, however it stands. In the scope of `byInvitation` for that link. */
export async function findHeldInvitation(scope: PlainScope, tokenHash: string): Promise<HeldInvitation | null> {
  const rows = await scope.tx.$queryRaw<HeldInvitation[]>`
    SELECT ${COLUMNS}, o.name AS "organizationName", o.title AS "organizationTitle"
    FROM invitations i JOIN organizations o ON o.id = i."organizationId"
    WHERE i."tokenHash" = ${tokenHash} OR i."shownHash" = ${tokenHash}`;
  return rows[0] ?? null;
}

export interface DueInvitation extends HeldInvitation {
  /** This try included. */
  readonly attempts: number;
}

/** Takes invitations whose mail is due and holds them for `holdMs`, so that no other sender takes them. For the worker. */
export function takeInvitations(scope: PlainScope, limit: number, holdMs: number): Promise<DueInvitation[]> {
  return scope.tx.$queryRaw<DueInvitation[]>`
    WITH taken AS (
      UPDATE invitations
      SET "mailAttempts" = "mailAttempts" + 1, "mailDueAt" = now() + ${holdMs} * interval '1 millisecond'
      WHERE id IN (
        SELECT d.id FROM invitations d JOIN organizations g ON g.id = d."organizationId"
        WHERE d."sentAt" IS NULL AND d."mailDueAt" <= now() AND d."acceptedAt" IS NULL AND d."revokedAt" IS NULL
          AND d."expiresAt" > now() AND g."suspendedAt" IS NULL
        ORDER BY d."mailDueAt" LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED)
      RETURNING *)
    SELECT ${COLUMNS}, i."mailAttempts" AS attempts, o.name AS "organizationName", o.title AS "organizationTitle"
    FROM taken i JOIN organizations o ON o.id = i."organizationId"`;
}

/** Notes that an invitation's mail was handed over. */
export async function setInvitationSent(scope: PlainScope, id: string): Promise<void> {
  await scope.tx.$executeRaw`UPDATE invitations SET "sentAt" = now() WHERE id = ${id}`;
}

/** Puts an invitation's mail off by so many ms after a try that failed. */
export async function postponeInvitation(scope: PlainScope, id: string, delayMs: number): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE invitations SET "mailDueAt" = now() + ${delayMs} * interval '1 millisecond'
    WHERE id = ${id} AND "sentAt" IS NULL`;
}
