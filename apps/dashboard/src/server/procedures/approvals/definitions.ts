import { listOperations, type TenantScope } from "@countersign/db";
import { type OperationDefinition, readDefinition } from "../../views/operation-definition.ts";

interface OperationPointer {
  readonly connectionId: string;
  readonly operationName: string;
}

/** The definitions of some operations, by `connectionId/name`; those that are gone are missing. */
export async function findDefinitions(
  scope: TenantScope,
  pointers: readonly OperationPointer[],
): Promise<ReadonlyMap<string, OperationDefinition>> {
  const wanted = new Set(pointers.map((pointer) => `${pointer.connectionId}/${pointer.operationName}`));
  const operations = (await listOperations(scope)).filter((one) => wanted.has(`${one.connectionId}/${one.name}`));
  return new Map(
    operations.flatMap((operation) => {
      const definition = readDefinition(operation.definition);
      return definition ? [[`${operation.connectionId}/${operation.name}`, definition] as const] : [];
    }),
  );
}

/** The definition of one approval's operation, or null. */
export function definitionOf(
  definitions: ReadonlyMap<string, OperationDefinition>,
  pointer: OperationPointer,
): OperationDefinition | null {
  return definitions.get(`${pointer.connectionId}/${pointer.operationName}`) ?? null;
}
