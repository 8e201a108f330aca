import type { TenantScope } from "../client/db.ts";
import type { Credential } from "../generated/client.ts";

export type CredentialRow = Credential;

export interface NewCredential {
  readonly id: string;
  readonly connectionId: string;
  readonly kind: "bearer" | "header";
  /** Lower case. */
  readonly headerName: string;
  /** As vault sealed it. */
  readonly sealed: string;
  /** Who stored it: a user's or a token's id. */
  readonly createdBy: string | null;
}

/** Inserts the secret a connection presents from now on. The one before must have been ended; else Postgres refuses. */
export async function insertCredential(scope: TenantScope, credential: NewCredential): Promise<CredentialRow> {
  return scope.tx.credential.create({ data: { ...credential, organizationId: scope.organizationId } });
}

/** The secret a connection presents now, or null. */
export function findLivingCredential(scope: TenantScope, connectionId: string): Promise<CredentialRow | null> {
  return scope.tx.credential.findFirst({
    where: { organizationId: scope.organizationId, connectionId, replacedAt: null },
  });
}

/** The secrets that the organization's connections present now. */
export function listLivingCredentials(scope: TenantScope): Promise<CredentialRow[]> {
  return scope.tx.credential.findMany({
    where: { organizationId: scope.organizationId, replacedAt: null },
    orderBy: { id: "asc" },
  });
}

/** Ends the secret a connection presents, by the database's clock. The row stays. False when there is none. */
export async function endLivingCredential(scope: TenantScope, connectionId: string): Promise<boolean> {
  const ended = await scope.tx.$executeRaw`
    UPDATE credentials SET "replacedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND "connectionId" = ${connectionId} AND "replacedAt" IS NULL`;
  return ended > 0;
}

/** Notes that a secret was presented just now, by the database's clock. */
export async function noteCredentialUse(scope: TenantScope, credentialId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE credentials SET "lastUsedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${credentialId}`;
}
