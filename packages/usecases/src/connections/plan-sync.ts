import { classifyOperation, type JsonObject, type OperationClass } from "@countersign/core";
import type { OperationChange, OperationRow } from "@countersign/db";
import { definitionHashOf } from "./definition-hash.ts";

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

export interface SyncRules {
  readonly overrides?: Readonly<Record<string, OperationOverride>>;
  /** A person has reviewed what is new and what changed: it becomes what is pinned. */
  readonly acceptChanges?: boolean;
  /** Its tools were read before: what appears now is held until a person has seen it. */
  readonly isKnown: boolean;
  readonly now: Date;
}

/** An operation that is new, without the ids it will get. */
export interface AddedOperation {
  readonly tool: DiscoveredTool;
  readonly hash: string;
  readonly position: number;
  readonly class: OperationClass;
  readonly isClassSet: boolean;
  readonly priceMicros: bigint | null;
  /** New on a connection whose tools were known: no call until a person accepts it. */
  readonly isHeld: boolean;
}

export interface SyncPlan {
  readonly added: readonly AddedOperation[];
  readonly changed: readonly { readonly row: OperationRow; readonly change: OperationChange }[];
  readonly gone: readonly OperationRow[];
  /** Left out: no canonical definition, or a name or size nobody can work with. */
  readonly unusable: readonly string[];
}

interface PreparedTool {
  readonly tool: DiscoveredTool;
  readonly hash: string;
  readonly position: number;
}

const LONGEST_NAME = 200;
const LARGEST_DEFINITION = 262_144;
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Compares what an upstream offers with what is pinned. Pure: nothing to do is an empty plan. */
export function planSync(known: readonly OperationRow[], tools: readonly DiscoveredTool[], rules: SyncRules): SyncPlan {
  const { prepared, unusable } = prepareTools(tools);
  const rows = new Map(known.map((row) => [row.name, row]));
  const offered = new Set(prepared.map(({ tool }) => tool.name));
  return {
    added: prepared.filter(({ tool }) => !rows.has(tool.name)).map((item) => addedOperation(item, rules)),
    changed: prepared.flatMap((item) => {
      const row = rows.get(item.tool.name);
      const change = row ? changeOf(row, item, rules) : {};
      return row && Object.keys(change).length > 0 ? [{ row, change }] : [];
    }),
    gone: known.filter((row) => !offered.has(row.name) && row.state !== "gone"),
    unusable,
  };
}

/** True when there is nothing to do. */
export function isEmptyPlan({ added, changed, gone }: SyncPlan): boolean {
  return added.length + changed.length + gone.length === 0;
}

function prepareTools(tools: readonly DiscoveredTool[]): { prepared: PreparedTool[]; unusable: string[] } {
  const prepared: PreparedTool[] = [];
  const unusable: string[] = [];
  for (const [position, tool] of tools.entries()) {
    const hash = isUsable(tool) ? hashOf(tool) : null;
    if (hash === null) unusable.push(tool.name.slice(0, LONGEST_NAME));
    else prepared.push({ tool, hash, position });
  }
  return { prepared, unusable };
}

function isUsable({ name, raw }: DiscoveredTool): boolean {
  return name.length <= LONGEST_NAME && !CONTROL.test(name) && raw.length <= LARGEST_DEFINITION;
}

function hashOf(tool: DiscoveredTool): string | null {
  try {
    return definitionHashOf(tool.definition);
  } catch {
    return null;
  }
}

function addedOperation({ tool, hash, position }: PreparedTool, rules: SyncRules): AddedOperation {
  const override = rules.overrides?.[tool.name];
  return {
    tool,
    hash,
    position,
    class: override?.class ?? classifyOperation(tool.name, tool.definition),
    isClassSet: override?.class !== undefined,
    priceMicros: override?.priceMicros ?? null,
    isHeld: rules.isKnown && rules.acceptChanges !== true,
  };
}

function changeOf(row: OperationRow, item: PreparedTool, rules: SyncRules): OperationChange {
  const override = rules.overrides?.[item.tool.name];
  const price = override?.priceMicros;
  return {
    ...definitionChange(row, item, rules),
    ...(override?.class && (override.class !== row.class || !row.isClassSet)
      ? { class: override.class, isClassSet: true }
      : {}),
    ...(price !== undefined && price !== row.priceMicros ? { priceMicros: price } : {}),
    ...(item.position === row.position ? {} : { position: item.position }),
  };
}

/** Accepted by nobody so far: what it was first seen as is still what a person has to look at. */
export function isNeverAccepted(row: Pick<OperationRow, "candidateHash" | "definitionHash">): boolean {
  return row.candidateHash !== null && row.candidateHash === row.definitionHash;
}

function definitionChange(row: OperationRow, { tool, hash }: PreparedTool, rules: SyncRules): OperationChange {
  if (rules.acceptChanges) {
    const isAccepted = row.state === "active" && row.definitionHash === hash;
    return isAccepted ? {} : acceptedDefinition(row, tool.raw, { hash, definition: tool.definition });
  }
  if (isNeverAccepted(row)) {
    const held = row.state === "quarantined" ? {} : ({ state: "quarantined" } as const);
    if (row.definitionHash === hash) return held;
    const definition = { definition: tool.raw, definitionHash: hash };
    return { ...held, ...definition, candidate: tool.raw, candidateHash: hash, candidateAt: rules.now };
  }
  if (row.definitionHash === hash) {
    const isBack = row.candidateHash !== null || row.rejectedHash !== null ? NO_CANDIDATE : {};
    return row.state === "active" ? isBack : { ...NO_CANDIDATE, state: "active" };
  }
  if (row.candidateHash === hash) return row.state === "quarantined" ? {} : { state: "quarantined" };
  return { state: "quarantined", candidate: tool.raw, candidateHash: hash, candidateAt: rules.now };
}

const NO_CANDIDATE = { candidate: null, candidateHash: null, candidateAt: null, rejectedHash: null } as const;

/** A definition becomes the pinned one. Its class follows it, unless a person has said the class. */
export function acceptedDefinition(
  row: Pick<OperationRow, "name" | "isClassSet">,
  raw: string,
  { hash, definition }: { readonly hash: string; readonly definition: JsonObject },
): OperationChange {
  return {
    ...NO_CANDIDATE,
    state: "active",
    definition: raw,
    definitionHash: hash,
    ...(row.isClassSet ? {} : { class: classifyOperation(row.name, definition) }),
  };
}
