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
}

export type OperationChange = Partial<
  Pick<OperationRow, "class" | "priceMicros" | "definition" | "definitionHash" | "state" | "position">
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

/** Notes where a connection is now, and that its tools were just listed. */
export async function setConnectionDiscovered(scope: TenantScope, connectionId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE connections SET "discoveredAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${connectionId}`;
}

export async function setConnectionUrl(scope: TenantScope, connectionId: string, url: string): Promise<void> {
  await scope.tx.connection.updateMany({
    where: { organizationId: scope.organizationId, id: connectionId },
    data: { url },
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

export async function updateOperation(scope: TenantScope, operationId: string, change: OperationChange): Promise<void> {
  await scope.tx.operation.updateMany({
    where: { organizationId: scope.organizationId, id: operationId },
    data: change,
  });
}
