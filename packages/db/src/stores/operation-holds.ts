import type { PlainScope, TenantScope } from "../client/db.ts";

/** A stored record of a call that cost more than was set aside for it. */
export interface NewOperationHold {
  readonly organizationId: string;
  readonly connectionId: string;
  /** The upstream's own name of the operation. */
  readonly operationName: string;
  readonly recordId: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly sequence: number;
  /** Micro-USD, decimal. */
  readonly reservedMicros: string;
  readonly costMicros: string;
}

/** An operation that stops until a person has looked at it. */
export interface OperationHold {
  readonly operationId: string;
  readonly sequence: bigint;
}

/** Holds the operations of these records; one that was lifted since stays lifted. */
export async function holdOperations(scope: PlainScope, holds: readonly NewOperationHold[]): Promise<void> {
  for (const hold of holds) {
    await scope.tx.$executeRaw`
      UPDATE operations SET "heldSequence" = ${BigInt(hold.sequence)}, "heldAt" = ${hold.at}::timestamptz,
        "heldRecordId" = ${hold.recordId}, "heldReservedMicros" = ${BigInt(hold.reservedMicros)},
        "heldCostMicros" = ${BigInt(hold.costMicros)}
      WHERE "organizationId" = ${hold.organizationId} AND "connectionId" = ${hold.connectionId}
        AND name = ${hold.operationName} AND coalesce("heldSequence", -1) < ${BigInt(hold.sequence)}`;
  }
}

/** The operations on hold. */
export function findOperationHolds(scope: TenantScope): Promise<OperationHold[]> {
  return scope.tx.$queryRaw<OperationHold[]>`
    SELECT id AS "operationId", "heldSequence" AS sequence FROM operations
    WHERE "organizationId" = ${scope.organizationId} AND "heldSequence" > coalesce("liftedSequence", -1)
    ORDER BY id`;
}

/** Operations that were on hold once and aren't any more. */
export async function findLiftedOperations(scope: TenantScope): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM operations
    WHERE "organizationId" = ${scope.organizationId} AND "liftedSequence" >= "heldSequence" ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Lets an operation go on that is on hold. Null when it isn't; else what was lifted, up to which sequence. */
export async function liftOperationHold(scope: TenantScope, operationId: string): Promise<OperationHold | null> {
  const [lifted] = await scope.tx.$queryRaw<OperationHold[]>`
    UPDATE operations SET "liftedSequence" = "heldSequence"
    WHERE "organizationId" = ${scope.organizationId} AND id = ${operationId}
      AND "heldSequence" > coalesce("liftedSequence", -1)
    RETURNING id AS "operationId", "heldSequence" AS sequence`;
  return lifted ?? null;
}
