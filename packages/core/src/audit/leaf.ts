import { canonicalJson } from "../canonical-json.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/**
 * What of a record can be erased, each part with a salt of its own: who it was and free text; the arguments; the result.
 * Everything else stands in the tree as it is.
 */
export const ERASABLE_PARTS = ["who", "arguments", "result"] as const;
export type ErasablePart = (typeof ERASABLE_PARTS)[number];

/** A record, told apart into what stands in the clear and what can be erased. */
export interface DividedRecord {
  readonly clear: JsonObject;
  readonly parts: { readonly [part in ErasablePart]: JsonValue };
}

/** Of an object, the members that stand in the clear: whole, by their own members, or item by item. */
type Clear = true | { readonly [member: string]: Clear } | readonly [Clear];

/** A version of the leaf's form. Later ones are added beside it: old leaves are read by theirs for ever. */
export const LEAF_VERSION = 1;

const LIMIT: Clear = {
  id: true,
  kind: true,
  rule: true,
  name: true,
  scope: { kind: true },
  windowId: true,
  windowEndMs: true,
  amount: true,
};
const BODY: Clear = { bytes: true, isCut: true };

/** Members of any kind of record. What isn't named here is private, so that a new member never leaks by being forgotten. */
const CLEAR: Clear = {
  id: true,
  at: true,
  organizationId: true,
  kind: true,
  callId: true,
  principal: { agentId: true, agentName: true, instanceId: true, instanceProved: true, keyId: true },
  connectionId: true,
  connectionName: true,
  operationName: true,
  surface: true,
  arguments: BODY,
  result: BODY,
  argumentsHash: true,
  decision: true,
  ruleIds: true,
  policyVersion: true,
  approvalId: true,
  attempt: true,
  outcome: true,
  errorCode: true,
  latency: true,
  reservedMicros: true,
  costMicros: true,
  limits: [LIMIT],
  labels: true,
  count: true,
  action: true,
  actor: { kind: true },
  subject: { kind: true },
  agentName: true,
};

/** Top members that belong to a part of their own; all other private ones tell who it was. */
const PART_OF: { readonly [member: string]: ErasablePart } = {
  arguments: "arguments",
  forwardedHash: "arguments",
  result: "result",
};

/** Divides a record. The three parts together with the clear one hold all of it. */
export function divideRecord(record: JsonObject): DividedRecord {
  const clear: JsonObject = {};
  const parts: { [part in ErasablePart]: JsonObject } = { who: {}, arguments: {}, result: {} };
  for (const [name, value] of Object.entries(record)) {
    const [open, hidden] = divide(value, memberOf(CLEAR, name));
    if (open !== undefined) clear[name] = open;
    if (hidden !== undefined) parts[PART_OF[name] ?? "who"][name] = hidden;
  }
  return { clear, parts };
}

/**
 * The data of a record's leaf: canonical JSON (RFC 8785), in which each erasable part stands as its salted hash.
 * `sequence` counts the organization's records from 0.
 */
export function leafData(
  sequence: string,
  clear: JsonObject,
  hashes: { readonly [part in ErasablePart]: string },
): string {
  return canonicalJson({ v: LEAF_VERSION, sequence, clear, ...hashes });
}

/** What is hashed, after its salt, for a part. */
export function partData(part: ErasablePart, value: JsonValue): string {
  return `${part}\n${canonicalJson(value)}`;
}

/** Private members that a record need not have: erased, they are gone, since no value of theirs says nothing. */
const OPTIONAL: ReadonlySet<string> = new Set([
  "observed",
  "unpriced",
  "idempotencyKeyHash",
  "redacted",
  "overrun",
  "costError",
  "resolves",
]);

/** The same record without what can be erased: each private value gives way to one that says nothing, or goes. */
export function eraseRecord(record: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      OPTIONAL.has(name) ? [] : [[name, blank(value, memberOf(CLEAR, name))]],
    ),
  );
}

function memberOf(clear: Clear, name: string): Clear | null {
  if (clear === true) return true;
  if (Array.isArray(clear) || !Object.hasOwn(clear, name)) return null;
  return (clear as { readonly [member: string]: Clear })[name] ?? null;
}

/** The open and the hidden side of a value; undefined where there is nothing on a side. */
function divide(value: JsonValue, clear: Clear | null): readonly [JsonValue | undefined, JsonValue | undefined] {
  if (clear === true) return [value, undefined];
  if (clear === null) return [undefined, value];
  const item = Array.isArray(clear) ? clear[0] : undefined;
  if (item !== undefined && Array.isArray(value)) {
    const sides = value.map((each) => divide(each, item));
    return [sides.map(([open]) => open ?? null), sides.map(([, hidden]) => hidden ?? null)];
  }
  // A shape that isn't the expected one is private as a whole.
  if (item !== undefined || !isJsonObject(value)) return value === null ? [null, undefined] : [undefined, value];
  const open: JsonObject = {};
  const hidden: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const [one, other] = divide(member, memberOf(clear, name));
    if (one !== undefined) open[name] = one;
    if (other !== undefined) hidden[name] = other;
  }
  return [open, hidden];
}

function blank(value: JsonValue, clear: Clear | null): JsonValue {
  if (clear === true || value === null) return value;
  if (Array.isArray(value)) {
    const item = Array.isArray(clear) ? clear[0] : undefined;
    return item === undefined ? [] : value.map((each) => blank(each, item));
  }
  if (isJsonObject(value)) {
    // Names of members may tell as much as their values.
    if (clear === null || Array.isArray(clear)) return {};
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, blank(member, memberOf(clear, name))]),
    );
  }
  if (typeof value === "string") return "erased";
  return typeof value === "number" ? 0 : false;
}
