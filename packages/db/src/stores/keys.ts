import type { PlainScope, TenantScope } from "../client/db.ts";
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
  /** CIDRs in canonical form; empty means anywhere. */
  readonly ipRanges: readonly string[];
  /** Empty means all. */
  readonly connectionIds: readonly string[];
  /** The key this one takes the place of. */
  readonly rotatedFromId: string | null;
}

export function insertKey(scope: TenantScope, key: NewKey): Promise<KeyRow> {
  const { ipRanges, connectionIds, ...columns } = key;
  return scope.tx.key.create({
    data: {
      ...columns,
      ipRanges: [...ipRanges],
      connectionIds: [...connectionIds],
      organizationId: scope.organizationId,
    },
  });
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

/** Columns of a key that people change; what is absent stays. */
export interface KeyEdit {
  readonly title?: string;
  readonly expiresAt?: Date | null;
  readonly ipRanges?: readonly string[];
  readonly connectionIds?: readonly string[];
}

/** Changes a key's columns. */
export async function setKey(scope: TenantScope, keyId: string, edit: KeyEdit): Promise<void> {
  const { ipRanges, connectionIds, ...columns } = edit;
  await scope.tx.key.updateMany({
    where: { organizationId: scope.organizationId, id: keyId },
    data: {
      ...columns,
      ...(ipRanges && { ipRanges: [...ipRanges] }),
      ...(connectionIds && { connectionIds: [...connectionIds] }),
    },
  });
}

/** The newest key that took a key's place; null when none did. */
export function findSuccessor(scope: TenantScope, keyId: string): Promise<KeyRow | null> {
  return scope.tx.key.findFirst({
    where: { organizationId: scope.organizationId, rotatedFromId: keyId },
    orderBy: { id: "desc" },
  });
}

/** The database's present time. */
export async function databaseTime(scope: TenantScope): Promise<Date> {
  const rows = await scope.tx.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  const now = rows[0]?.now;
  if (!now) throw new Error("the database tells no time");
  return now;
}

/** The newest use of a credential that a batch of records shows. */
export interface KeyUse {
  readonly organizationId: string;
  readonly keyId: string;
  readonly at: Date;
  readonly ip: string | null;
  readonly client: string | null;
}

/** Notes when, whence and by what keys were last used; never back in time, never in the future. One statement. */
export async function noteKeyUses(scope: PlainScope, uses: readonly KeyUse[]): Promise<void> {
  if (uses.length === 0) return;
  await scope.tx.$executeRaw`
    UPDATE keys k SET "lastUsedAt" = LEAST(u.at, now()), "lastUsedIp" = u.ip, "lastUsedClient" = u.client
    FROM jsonb_to_recordset(${JSON.stringify(uses)}::jsonb)
      AS u("organizationId" text, "keyId" text, at timestamptz, ip text, client text)
    WHERE k."organizationId" = u."organizationId" AND k.id = u."keyId"
      AND (k."lastUsedAt" IS NULL OR k."lastUsedAt" < u.at)`;
}
