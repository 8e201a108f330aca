import type { TenantScope } from "../client/db.ts";
import type { Key } from "../generated/client.ts";

export type KeyRow = Key;

export interface NewKey {
  readonly id: string;
  readonly agentId: string;
  readonly instanceId: string | null;
  readonly keyRef: string;
  readonly secretHash: string;
  readonly title: string;
  readonly expiresAt: Date | null;
}

export function insertKey(scope: TenantScope, key: NewKey): Promise<KeyRow> {
  return scope.tx.key.create({ data: { ...key, organizationId: scope.organizationId } });
}

export function findKey(scope: TenantScope, keyId: string): Promise<KeyRow | null> {
  return scope.tx.key.findFirst({ where: { organizationId: scope.organizationId, id: keyId } });
}

/** A key by the reference in its text, whatever its state. */
export function findKeyByRef(scope: TenantScope, keyRef: string): Promise<KeyRow | null> {
  return scope.tx.key.findFirst({ where: { organizationId: scope.organizationId, keyRef } });
}

/** An agent's keys, or all of the organization, newest first. */
export function listKeys(scope: TenantScope, agentId?: string): Promise<KeyRow[]> {
  return scope.tx.key.findMany({
    where: { organizationId: scope.organizationId, ...(agentId ? { agentId } : {}) },
    orderBy: { id: "desc" },
  });
}

/** Marks a key as revoked, by the database's clock. False when it was already, or isn't there. */
export async function setKeyRevoked(scope: TenantScope, keyId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE keys SET "revokedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${keyId} AND "revokedAt" IS NULL`;
  return changed === 1;
}
