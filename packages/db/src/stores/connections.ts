import type { JsonObject } from "@countersign/core";
import type { TenantScope } from "../client/db.ts";
import type { Connection, Operation } from "../generated/client.ts";

export type ConnectionRow = Connection;
export type OperationRow = Operation;

export interface NewConnection {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly kind: "mcp";
  readonly url: string;
}

/** An operation as it was found; its definition is JSON text and is kept byte for byte. */
export interface NewOperation {
  readonly id: string;
  readonly connectionId: string;
  readonly name: string;
  readonly class: "read" | "write" | "destructive" | "external";
  readonly priceMicros: bigint | null;
  readonly definition: string;
  readonly definitionHash: string;
  readonly position: number;
  readonly state: "active" | "quarantined";
  readonly isClassSet: boolean;
  /** With a candidate of the same hash as the definition, no person has accepted it yet. */
  readonly candidate: string | null;
  readonly candidateHash: string | null;
  readonly candidateAt: Date | null;
}

export type OperationChange = Partial<
  Pick<
    OperationRow,
    | "class"
    | "isClassSet"
    | "priceMicros"
    | "definition"
    | "definitionHash"
    | "state"
    | "candidate"
    | "candidateHash"
    | "candidateAt"
    | "rejectedHash"
    | "position"
  >
>;

/** Inserts a connection. Null when the organization has one of this name. */
export async function insertConnection(scope: TenantScope, connection: NewConnection): Promise<ConnectionRow | null> {
  const rows = await scope.tx.connection.createManyAndReturn({
    data: [{ ...connection, organizationId: scope.organizationId }],
    skipDuplicates: true,
  });
  return rows[0] ?? null;
}

export function findConnection(scope: TenantScope, connectionId: string): Promise<ConnectionRow | null> {
  return scope.tx.connection.findFirst({ where: { organizationId: scope.organizationId, id: connectionId } });
}

export function findConnectionByName(scope: TenantScope, name: string): Promise<ConnectionRow | null> {
  return scope.tx.connection.findFirst({ where: { organizationId: scope.organizationId, name } });
}

/** Connections in the order they were made. */
export function listConnections(scope: TenantScope): Promise<ConnectionRow[]> {
  return scope.tx.connection.findMany({ where: { organizationId: scope.organizationId }, orderBy: { id: "asc" } });
}

/** Marks a connection as disconnected, by the database's clock. False when it was already, or isn't there. */
export async function setConnectionDisconnected(scope: TenantScope, connectionId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE connections SET "disconnectedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${connectionId} AND "disconnectedAt" IS NULL`;
  return changed === 1;
}

/** Marks a disconnected connection as connected again. False when it is, or isn't there. */
export async function setConnectionReconnected(scope: TenantScope, connectionId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE connections SET "disconnectedAt" = NULL
    WHERE "organizationId" = ${scope.organizationId} AND id = ${connectionId} AND "disconnectedAt" IS NOT NULL`;
  return changed === 1;
}

export async function updateConnection(
  scope: TenantScope,
  connectionId: string,
  change: {
    readonly title?: string;
    readonly url?: string;
    readonly defaultSchema?: string | null;
    readonly limits?: readonly JsonObject[];
  },
): Promise<void> {
  const { limits, ...rest } = change;
  await scope.tx.connection.updateMany({
    where: { organizationId: scope.organizationId, id: connectionId },
    data: { ...rest, ...(limits && { limits: [...limits] }) },
  });
}

export async function insertOperations(scope: TenantScope, operations: readonly NewOperation[]): Promise<void> {
  await scope.tx.operation.createMany({
    data: operations.map((operation) => ({ ...operation, organizationId: scope.organizationId })),
  });
}

/** A connection's operations, or all of the organization, in the upstream's order. */
export function listOperations(scope: TenantScope, connectionId?: string): Promise<OperationRow[]> {
  return scope.tx.operation.findMany({
    where: { organizationId: scope.organizationId, ...(connectionId ? { connectionId } : {}) },
    orderBy: [{ connectionId: "asc" }, { position: "asc" }, { name: "asc" }],
  });
}

export function findOperation(scope: TenantScope, operationId: string): Promise<OperationRow | null> {
  return scope.tx.operation.findFirst({ where: { organizationId: scope.organizationId, id: operationId } });
}

/** An operation by the name its connection gives it. */
export function findOperationByName(
  scope: TenantScope,
  { connectionId, name }: { readonly connectionId: string; readonly name: string },
): Promise<OperationRow | null> {
  return scope.tx.operation.findFirst({ where: { organizationId: scope.organizationId, connectionId, name } });
}

export interface OperationCount {
  readonly connectionId: string;
  readonly class: string;
  readonly state: string;
  readonly count: number;
  /** Of these, how many are on hold because a call cost more than was set aside for it. */
  readonly held: number;
}

/** How many operations each connection has, by class and state. */
export function countOperations(scope: TenantScope): Promise<OperationCount[]> {
  return scope.tx.$queryRaw<OperationCount[]>`
    SELECT "connectionId", class, state, count(*)::integer AS count,
      (count(*) FILTER (WHERE "heldSequence" > coalesce("liftedSequence", -1)))::integer AS held
    FROM operations
    WHERE "organizationId" = ${scope.organizationId} GROUP BY 1, 2, 3`;
}

/** When each connection was last called, of those that were; by name, as records have it. */
export function findLastConnectionCalls(
  scope: TenantScope,
  names: readonly string[],
): Promise<{ name: string; at: Date }[]> {
  return scope.tx.$queryRaw<{ name: string; at: Date }[]>`
    SELECT wanted.name, last.at FROM unnest(${[...names]}::text[]) AS wanted(name)
    CROSS JOIN LATERAL (
      SELECT at FROM audit_records
      WHERE "organizationId" = ${scope.organizationId} AND "connectionName" = wanted.name AND kind = 'call'
      ORDER BY at DESC LIMIT 1) AS last`;
}

export async function updateOperation(scope: TenantScope, operationId: string, change: OperationChange): Promise<void> {
  await scope.tx.operation.updateMany({
    where: { organizationId: scope.organizationId, id: operationId },
    data: change,
  });
}
