import { createHash } from "node:crypto";
import { newId } from "@countersign/contracts";
import { canonicalJson, type JsonObject } from "@countersign/core";
import {
  findConnection,
  insertOperations,
  listOperations,
  type NewOperation,
  type OperationChange,
  type OperationRow,
  setConnectionDiscovered,
  type TenantScope,
  updateOperation,
} from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { classFromAnnotations, type OperationClass } from "./operation-class.ts";

/** A tool as the upstream listed it. */
export interface DiscoveredTool {
  readonly name: string;
  /** The definition as the upstream wrote it: kept byte for byte. */
  readonly raw: string;
  readonly definition: JsonObject;
}

/** What a person says of an operation, over what its annotations hint at. */
export interface OperationOverride {
  readonly class?: OperationClass;
  /** Micro-USD for each call; null for unpriced. */
  readonly priceMicros?: bigint | null;
}

export interface OperationSync extends ConfigurationChange {
  readonly connectionId: string;
  /** Everything the upstream offers now, in its order. */
  readonly tools: readonly DiscoveredTool[];
  readonly overrides?: Readonly<Record<string, OperationOverride>>;
  /** A person has reviewed changed definitions: they become the pinned ones. */
  readonly acceptChanges?: boolean;
}

export interface SyncedOperations {
  readonly added: readonly string[];
  /** Their definition differs from the pinned one: no call until a person accepts it. */
  readonly quarantined: readonly string[];
  /** Active again, or with another class, price, place or accepted definition. */
  readonly updated: readonly string[];
  readonly gone: readonly string[];
  /** Left out: their definition has no canonical form. */
  readonly unusable: readonly string[];
}

interface PreparedTool {
  readonly tool: DiscoveredTool;
  readonly hash: string;
  readonly position: number;
}

/** The hash that pins a definition: SHA-256 of its canonical JSON (RFC 8785), hex. Throws TypeError when it has none. */
export function definitionHashOf(definition: JsonObject): string {
  return createHash("sha256").update(canonicalJson(definition)).digest("hex");
}

/**
 * Brings a connection's operations in line with what its upstream offers. A definition is pinned as first seen: one that
 * changed is quarantined, with the pinned one kept to compare with. Nothing changed, no version.
 */
export async function syncOperations(
  deps: ConfigurationDeps,
  input: OperationSync,
): Promise<ChangeOutcome<SyncedOperations>> {
  const { prepared, unusable } = prepareTools(input.tools);
  return changeConfiguration<SyncedOperations>(deps, input, async (scope) => {
    const connection = await findConnection(scope, input.connectionId);
    if (!connection) return unknownTarget("connection");
    const known = new Map((await listOperations(scope, connection.id)).map((row) => [row.name, row]));
    const added = await addOperations(scope, input, { prepared, known });
    const { quarantined, updated } = await changeOperations(scope, input, { prepared, known });
    const gone = await dropOperations(scope, { prepared, known });
    await setConnectionDiscovered(scope, connection.id);
    const value: SyncedOperations = { added, quarantined, updated, gone, unusable };
    if (added.length + quarantined.length + updated.length + gone.length === 0) return { ok: true, value, act: null };
    const counts = { added: added.length, quarantined: quarantined.length, updated: updated.length, gone: gone.length };
    return {
      ok: true,
      value,
      act: {
        kind: "connection",
        action: "connection.synced",
        subject: { kind: "connection", id: connection.id, name: connection.name },
        connectionName: connection.name,
        detail: { ...counts, quarantinedNames: [...quarantined] },
        summary: `tools of ${connection.name}: ${added.length} new, ${quarantined.length} changed, ${gone.length} gone`,
      },
    };
  });
}

interface Comparison {
  readonly prepared: readonly PreparedTool[];
  readonly known: ReadonlyMap<string, OperationRow>;
}

function prepareTools(tools: readonly DiscoveredTool[]): { prepared: PreparedTool[]; unusable: string[] } {
  const prepared: PreparedTool[] = [];
  const unusable: string[] = [];
  for (const [position, tool] of tools.entries()) {
    try {
      prepared.push({ tool, hash: definitionHashOf(tool.definition), position });
    } catch {
      unusable.push(tool.name);
    }
  }
  return { prepared, unusable };
}

async function addOperations(scope: TenantScope, input: OperationSync, comparison: Comparison): Promise<string[]> {
  const fresh = comparison.prepared.filter(({ tool }) => !comparison.known.has(tool.name));
  const rows = fresh.map(({ tool, hash, position }): NewOperation => {
    const override = input.overrides?.[tool.name];
    return {
      id: newId("operation"),
      connectionId: input.connectionId,
      name: tool.name,
      class: override?.class ?? classFromAnnotations(tool.definition),
      priceMicros: override?.priceMicros ?? null,
      definition: tool.raw,
      definitionHash: hash,
      position,
    };
  });
  await insertOperations(scope, rows);
  return rows.map((row) => row.name);
}

async function changeOperations(
  scope: TenantScope,
  input: OperationSync,
  { prepared, known }: Comparison,
): Promise<{ quarantined: string[]; updated: string[] }> {
  const quarantined: string[] = [];
  const updated: string[] = [];
  for (const item of prepared) {
    const row = known.get(item.tool.name);
    if (!row) continue;
    const change = changeOf(row, item, input);
    if (Object.keys(change).length === 0) continue;
    await updateOperation(scope, row.id, change);
    if (change.state === "quarantined") quarantined.push(row.name);
    else updated.push(row.name);
  }
  return { quarantined, updated };
}

function changeOf(row: OperationRow, { tool, hash, position }: PreparedTool, input: OperationSync): OperationChange {
  const override = input.overrides?.[tool.name];
  const isSame = row.definitionHash === hash;
  const state = isSame || input.acceptChanges ? "active" : "quarantined";
  const price = override?.priceMicros;
  return {
    ...(state === row.state ? {} : { state }),
    ...(!isSame && input.acceptChanges ? { definition: tool.raw, definitionHash: hash } : {}),
    ...(override?.class && override.class !== row.class ? { class: override.class } : {}),
    ...(price !== undefined && price !== row.priceMicros ? { priceMicros: price } : {}),
    ...(position === row.position ? {} : { position }),
  };
}

async function dropOperations(scope: TenantScope, { prepared, known }: Comparison): Promise<string[]> {
  const offered = new Set(prepared.map(({ tool }) => tool.name));
  const gone = [...known.values()].filter((row) => !offered.has(row.name) && row.state !== "gone");
  for (const row of gone) await updateOperation(scope, row.id, { state: "gone" });
  return gone.map((row) => row.name);
}
