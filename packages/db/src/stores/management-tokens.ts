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
}

export function insertManagementToken(scope: TenantScope, token: NewManagementToken): Promise<ManagementTokenRow> {
  return scope.tx.managementToken.create({ data: { ...token, organizationId: scope.organizationId } });
}

/** The token of a reference while it is neither revoked nor expired, by the database's clock. */
export async function findLiveManagementToken(scope: TenantScope, keyRef: string): Promise<ManagementTokenRow | null> {
  const rows = await scope.tx.$queryRaw<ManagementTokenRow[]>`
    SELECT * FROM management_tokens
    WHERE "organizationId" = ${scope.organizationId} AND "keyRef" = ${keyRef} AND "revokedAt" IS NULL
      AND ("expiresAt" IS NULL OR "expiresAt" > now())`;
  return rows[0] ?? null;
}

export function findManagementToken(scope: TenantScope, tokenId: string): Promise<ManagementTokenRow | null> {
  return scope.tx.managementToken.findFirst({ where: { organizationId: scope.organizationId, id: tokenId } });
}

/** Tokens, newest first. */
export function listManagementTokens(scope: TenantScope): Promise<ManagementTokenRow[]> {
  return scope.tx.managementToken.findMany({
    where: { organizationId: scope.organizationId },
    orderBy: { id: "desc" },
  });
}

/** Marks a token as revoked, by the database's clock. False when it was already, or isn't there. */
export async function setManagementTokenRevoked(scope: TenantScope, tokenId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE management_tokens SET "revokedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${tokenId} AND "revokedAt" IS NULL`;
  return changed === 1;
}
