import type { TenantScope } from "../client/db.ts";
import type { ManagementToken } from "../generated/client.ts";

export type ManagementTokenRow = ManagementToken;

export interface NewManagementToken {
  readonly id: string;
  readonly keyRef: string;
  readonly secretHash: string;
  readonly title: string;
  readonly role: "owner" | "admin" | "developer" | "approver" | "auditor";
  readonly expiresAt: Date | null;
  /** The person who answers for it; null when none does. */
  readonly issuedBy: string | null;
  /** What it does in that person's name; left out for a token of the organization's. */
  readonly personal?: "reads" | "decides";
}

/** A token with who issued it and the role they have now; null when they are no member, or nobody issued it. */
export interface LiveManagementToken extends ManagementTokenRow {
  readonly issuerName: string | null;
  readonly issuerRole: string | null;
}

/** A token, whatever became of it. */
export interface ListedManagementToken extends LiveManagementToken {
  /** Whether its time is over, by the database's clock. */
  readonly isExpired: boolean;
}

export function insertManagementToken(scope: TenantScope, token: NewManagementToken): Promise<ManagementTokenRow> {
  return scope.tx.managementToken.create({ data: { ...token, organizationId: scope.organizationId } });
}

/** The token of a reference while it is neither revoked nor expired, by the database's clock. */
export async function findLiveManagementToken(scope: TenantScope, keyRef: string): Promise<LiveManagementToken | null> {
  const rows = await scope.tx.$queryRaw<LiveManagementToken[]>`
    SELECT t.*, m.role AS "issuerRole", u.name AS "issuerName"
    FROM management_tokens t
    LEFT JOIN members m
      ON m."organizationId" = t."organizationId" AND m."userId" = t."issuedBy" AND m."removedAt" IS NULL
    LEFT JOIN users u ON u.id = t."issuedBy"
    WHERE t."organizationId" = ${scope.organizationId} AND t."keyRef" = ${keyRef} AND t."revokedAt" IS NULL
      AND (t."expiresAt" IS NULL OR t."expiresAt" > now())`;
  return rows[0] ?? null;
}

export function findManagementToken(scope: TenantScope, tokenId: string): Promise<ManagementTokenRow | null> {
  return scope.tx.managementToken.findFirst({ where: { organizationId: scope.organizationId, id: tokenId } });
}

/** Tokens, newest first; with a person, their own. */
export function listManagementTokens(
  scope: TenantScope,
  { personalOf = null }: { readonly personalOf?: string | null } = {},
): Promise<ListedManagementToken[]> {
  return scope.tx.$queryRaw<ListedManagementToken[]>`
    SELECT t.*, m.role AS "issuerRole", u.name AS "issuerName",
      (t."expiresAt" IS NOT NULL AND t."expiresAt" <= now()) AS "isExpired"
    FROM management_tokens t
    LEFT JOIN members m
      ON m."organizationId" = t."organizationId" AND m."userId" = t."issuedBy" AND m."removedAt" IS NULL
    LEFT JOIN users u ON u.id = t."issuedBy"
    WHERE t."organizationId" = ${scope.organizationId}
      AND (${personalOf}::text IS NULL OR (t.personal IS NOT NULL AND t."issuedBy" = ${personalOf}))
    ORDER BY t.id DESC`;
}

/** Notes that a token was just used, at most once a minute. */
export async function touchManagementToken(scope: TenantScope, tokenId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE management_tokens SET "lastUsedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${tokenId}
      AND ("lastUsedAt" IS NULL OR "lastUsedAt" < now() - interval '1 minute')`;
}

/** Marks a token as revoked, by the database's clock. False when it was already, or isn't there. */
export async function setManagementTokenRevoked(scope: TenantScope, tokenId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE management_tokens SET "revokedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${tokenId} AND "revokedAt" IS NULL`;
  return changed === 1;
}
