import { isJsonObject, type JsonObject } from "@countersign/core";
import type { Db, TenantScope } from "../client/db.ts";
import { listAgents, listInstances } from "./agents.ts";
import { listConnections, listOperations, type OperationRow } from "./connections.ts";
import { type CredentialRow, listLivingCredentials } from "./credentials.ts";
import { type GrantRow, listLivingGrants } from "./grants.ts";
import { findHotMark } from "./hot-marks.ts";
import type { KeyRow } from "./keys.ts";
import { listKillSwitchesOn } from "./kill-switches.ts";
import { findOrganization, findOrganizationIdByRef } from "./organizations.ts";
import { findAgentsOfRemovedOwners } from "./people.ts";
import { findPolicyVersion } from "./policies.ts";

export interface SnapshotAgent {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** How many declared instances may enrol by themselves. */
  readonly enrolUpTo: number;
  /** Its owner is no longer a member. False for an agent that never had one. */
  readonly ownerIsGone: boolean;
  /** Whether its calls stop while its owner is gone. */
  readonly stopsWithOwner: boolean;
  /** Put away: it may be named in rules still, and calls nothing. */
  readonly isArchived: boolean;
  /** Whose sub-agent it is. */
  readonly parentAgentId: string | null;
  /** Its own limits, as a policy writes them. */
  readonly limits: unknown;
}

export interface SnapshotInstance {
  readonly id: string;
  readonly agentId: string;
  readonly name: string;
  readonly proved: boolean;
}

export interface SnapshotKey {
  readonly id: string;
  readonly keyRef: string;
  readonly agentId: string;
  /** Null for a key of the agent. */
  readonly instanceId: string | null;
  readonly secretHash: string;
  /** UTC ms. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** CIDRs it may be used from; empty: anywhere. */
  readonly ipRanges: readonly string[];
  /** Connections it may be used for; empty: all. */
  readonly connectionIds: readonly string[];
}

export interface SnapshotConnection {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly url: string;
  /** Where unqualified names in SQL sent to it are looked up. */
  readonly defaultSchema: string | null;
  readonly disconnected: boolean;
  /** Its own limits, as a policy writes them. */
  readonly limits: unknown;
  /** What it presents upstream, sealed; null when it presents nothing. */
  readonly credential: SnapshotCredential | null;
}

export interface SnapshotCredential {
  readonly id: string;
  readonly kind: "bearer" | "header";
  /** Lower case. */
  readonly headerName: string;
  readonly sealed: string;
}

export interface SnapshotOperation {
  readonly id: string;
  readonly connectionId: string;
  readonly name: string;
  readonly class: "read" | "write" | "destructive" | "external";
  readonly priceMicros: bigint | null;
  /** The upstream's definition with its members in the upstream's order. */
  readonly definition: JsonObject;
  /** The same as the upstream wrote it, byte for byte. */
  readonly definitionText: string;
  /** SHA-256 of the definition's canonical JSON, hex. */
  readonly definitionHash: string;
  readonly state: "active" | "quarantined";
  readonly position: number;
}

export interface SnapshotKill {
  readonly targetKind: string;
  readonly targetId: string;
}

/** Everything a gateway decides with, as of one instant. */
export interface OrganizationSnapshot {
  readonly organizationId: string;
  readonly name: string;
  readonly title: string;
  readonly keyRef: string;
  readonly shard: number;
  /** IANA name. */
  readonly timeZone: string;
  /** The platform's operator has suspended it: nobody of it comes in. */
  readonly isSuspended: boolean;
  /** Zones it had before, oldest first: `{ zone, untilMs }` each. */
  readonly earlierTimeZones: unknown;
  readonly snapshotVersion: bigint;
  /** The highest live sequence among stored records: Redis is never behind it unless it has lost something. */
  readonly hotSequence: number;
  /** 0 while nothing was published. */
  readonly policyVersion: number;
  /** The published YAML; null while nothing was published. */
  readonly policySource: string | null;
  readonly agents: readonly SnapshotAgent[];
  readonly instances: readonly SnapshotInstance[];
  readonly keys: readonly SnapshotKey[];
  readonly connections: readonly SnapshotConnection[];
  readonly operations: readonly SnapshotOperation[];
  readonly kills: readonly SnapshotKill[];
  /** Those that are neither over nor taken back. */
  readonly grants: readonly GrantRow[];
}

/** How long a revoked or expired key is still known by its name. */
const ENDED_KEY_DAYS = 30;

/**
 * Reads an organization's configuration in one REPEATABLE READ transaction: version and content belong together.
 * Null when there is no such organization.
 */
export async function loadSnapshot(
  db: Db,
  which: { readonly organizationId: string } | { readonly organizationRef: string },
): Promise<OrganizationSnapshot | null> {
  const organizationId =
    "organizationId" in which
      ? which.organizationId
      : await db.byOrganizationRef(which.organizationRef, (scope) =>
          findOrganizationIdByRef(scope, which.organizationRef),
        );
  if (organizationId === null) return null;
  return db.tenant(organizationId, readSnapshot, { isolation: "repeatable_read" });
}

async function readSnapshot(scope: TenantScope): Promise<OrganizationSnapshot | null> {
  const organization = await findOrganization(scope);
  if (!organization) return null;
  const policy = organization.policyVersion === 0 ? null : await findPolicyVersion(scope, organization.policyVersion);
  const agents = await listAgents(scope);
  const ownerless = await findAgentsOfRemovedOwners(scope);
  const instances = await listInstances(scope);
  const keys = await listKnownKeys(scope);
  const connections = await listConnections(scope);
  const credentials = new Map((await listLivingCredentials(scope)).map((row) => [row.connectionId, row]));
  const operations = await listOperations(scope);
  const kills = await listKillSwitchesOn(scope);
  const grants = await listLivingGrants(scope);
  return {
    grants,
    organizationId: organization.id,
    name: organization.name,
    title: organization.title,
    keyRef: organization.keyRef,
    shard: organization.shard,
    timeZone: organization.timeZone,
    isSuspended: organization.suspendedAt !== null,
    earlierTimeZones: organization.earlierTimeZones,
    snapshotVersion: organization.snapshotVersion,
    hotSequence: Number((await findHotMark(scope)).sequence),
    policyVersion: organization.policyVersion,
    policySource: policy?.source ?? null,
    agents: agents.map(({ id, name, title, tags, enrolUpTo, stopsWithOwner, archivedAt, parentAgentId, limits }) => ({
      id,
      name,
      title,
      tags,
      enrolUpTo,
      ownerIsGone: ownerless.has(id),
      stopsWithOwner,
      isArchived: archivedAt !== null,
      parentAgentId,
      limits,
    })),
    instances: instances.map(({ id, agentId, name, proved }) => ({ id, agentId, name, proved })),
    keys: keys.map(snapshotKey),
    connections: connections.map(({ id, name, title, kind, url, defaultSchema, disconnectedAt, limits }) => ({
      id,
      name,
      title,
      kind,
      url,
      defaultSchema,
      disconnected: disconnectedAt !== null,
      limits,
      credential: snapshotCredential(credentials.get(id)),
    })),
    operations: operations.flatMap(snapshotOperation),
    kills: kills.map(({ targetKind, targetId }) => ({ targetKind, targetId })),
  };
}

function listKnownKeys(scope: TenantScope): Promise<KeyRow[]> {
  return scope.tx.$queryRaw<KeyRow[]>`
    SELECT * FROM keys
    WHERE "organizationId" = ${scope.organizationId}
      AND coalesce(least("revokedAt", "expiresAt"), 'infinity') > now() - ${ENDED_KEY_DAYS} * interval '1 day'
    ORDER BY id`;
}

function snapshotKey(key: KeyRow): SnapshotKey {
  return {
    id: key.id,
    keyRef: key.keyRef,
    agentId: key.agentId,
    instanceId: key.instanceId,
    secretHash: key.secretHash,
    expiresAtMs: key.expiresAt?.getTime() ?? null,
    revokedAtMs: key.revokedAt?.getTime() ?? null,
    ipRanges: key.ipRanges,
    connectionIds: key.connectionIds,
  };
}

function snapshotCredential(row: CredentialRow | undefined): SnapshotCredential | null {
  if (!row) return null;
  const { id, kind, headerName, sealed } = row;
  return { id, kind: kind === "bearer" ? "bearer" : "header", headerName, sealed };
}

function snapshotOperation(row: OperationRow): SnapshotOperation[] {
  if (row.state === "gone") return [];
  const definition: unknown = JSON.parse(row.definition);
  if (!isJsonObject(definition)) throw new Error(`the definition of operation ${row.id} is no JSON object`);
  return [
    {
      id: row.id,
      connectionId: row.connectionId,
      name: row.name,
      class: operationClass(row),
      priceMicros: row.priceMicros,
      definition,
      definitionText: row.definition,
      definitionHash: row.definitionHash,
      state: row.state === "active" ? "active" : "quarantined",
      position: row.position,
    },
  ];
}

function operationClass(row: OperationRow): SnapshotOperation["class"] {
  if (row.class === "read" || row.class === "write" || row.class === "external") return row.class;
  // Whatever isn't known is taken as the worst.
  return "destructive";
}
