import type { Admission, HeldCounters, Place, Unavailable } from "@countersign/admission";
import { type Actor, type CallRecord, callRecordSchema, newId } from "@countersign/contracts";
import {
  appendAct,
  findLedgerFaults,
  findOrganization,
  findStreamPosition,
  type LedgerFault,
  type LedgerSum,
  type NewLedgerEntry,
  sumLedger,
  type WorkerDb,
} from "@countersign/db";
import { findAmended, ledgerEntries } from "../audit/ledger-entries.ts";
import { isAfter } from "../audit/write-records.ts";
import { type Comparison, type CounterDifference, type CounterTouch, compareCounters } from "./compare-counters.ts";
import { counterKeyOfEntry } from "./counter-key.ts";

export interface RecountDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "counterKeyOf" | "findCounters" | "readCounters" | "mendCounters">;
}

export interface Recount {
  readonly organizationId: string;
  /** Puts counters right that differ. */
  readonly isFix: boolean;
  readonly actor: Actor;
}

export type Recounted =
  | {
      readonly kind: "RECOUNTED";
      readonly counters: number;
      readonly differences: readonly CounterDifference[];
      /** Records whose entries in the ledger aren't what the record says; at most 100. */
      readonly ledgerFaults: readonly LedgerFault[];
      readonly isMended: boolean;
    }
  /** Redis has no counters of this organization now: its writer rebuilds them from the ledger. */
  | { readonly kind: "CLOSED" }
  /** Records came faster than they could be counted; nothing is known and nothing was changed. */
  | { readonly kind: "BUSY" }
  | { readonly kind: "UNKNOWN_ORGANIZATION" }
  | Unavailable;

const TRIES = 100;
const PAUSE_MS = 50;

/**
 * Counts everything again: each counter in Redis against the ledger, the records on their way to it and the calls that
 * are out, all of one instant; and the ledger against the records. Calls go on meanwhile. A counter that differs is
 * moved by the difference, so that what is counted in between stays counted.
 */
export async function recountLimits(deps: RecountDeps, { organizationId, isFix, actor }: Recount): Promise<Recounted> {
  const organization = await deps.db.tenant(organizationId, findOrganization);
  if (!organization) return { kind: "UNKNOWN_ORGANIZATION" };
  const place: Place = { org: organizationId, shard: organization.shard };
  const compared = await compare(deps, place);
  if (compared.kind !== "COMPARED") return compared;
  const { counters, differences, mending } = compared.comparison;
  const ledgerFaults = await deps.db.tenant(organizationId, findLedgerFaults);
  let isMended = false;
  if (isFix && differences.length > 0) {
    const mended = await deps.admission.mendCounters(place, mending);
    if (mended.kind === "UNAVAILABLE") return mended;
    if (mended.kind === "COLD") return { kind: "CLOSED" };
    isMended = true;
    await recordMending(deps, { organizationId, actor, differences });
  }
  return { kind: "RECOUNTED", counters, differences, ledgerFaults, isMended };
}

type Compared =
  | { readonly kind: "COMPARED"; readonly comparison: Comparison }
  | Exclude<Recounted, { kind: "RECOUNTED" }>;

/** Takes Redis and the ledger at instants that belong together: what the ledger holds must not be newer. */
async function compare(deps: RecountDeps, place: Place): Promise<Compared> {
  let keys: readonly string[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries === 0) {
      const found = await deps.admission.findCounters(place);
      if (found.kind === "UNAVAILABLE") return found;
      const { sums } = await readLedger(deps, place, []);
      keys = withKeysOf(found.keys, sums, { admission: deps.admission, place });
    }
    const held = await deps.admission.readCounters(place, keys);
    if (held.kind === "UNAVAILABLE") return held;
    if (held.kind === "COUNTERS") {
      if (!held.isOpen) return { kind: "CLOSED" };
      const records = readWaiting(held);
      const side = await readLedger(
        deps,
        place,
        records.flatMap(({ isLate, record }) => (isLate ? [record] : [])),
      );
      const all = withKeysOf(keysOf(held, keys), side.sums, { admission: deps.admission, place });
      // What the ledger holds must not be newer than what Redis said.
      if (!isAfter(side.position, held.lastStreamId)) {
        const waiting = touchesAhead(records, side);
        const { counterKeyOf } = deps.admission;
        const comparison = compareCounters({ place, held, sums: side.sums, waiting, nowMs: Date.now(), counterKeyOf });
        const known = new Set(keys);
        const unseen = [...all, ...comparison.differences.map(({ key }) => key)].filter((key) => !known.has(key));
        if (unseen.length === 0) return { kind: "COMPARED", comparison };
        keys = [...known, ...unseen];
        continue;
      }
      keys = all;
    }
    await new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { kind: "BUSY" };
}

interface LedgerSide {
  readonly position: string;
  readonly sums: readonly LedgerSum[];
  /** By call: what its unknown outcome was charged. */
  readonly charged: ReadonlyMap<string, readonly NewLedgerEntry[]>;
}

function readLedger(deps: RecountDeps, place: Place, late: readonly CallRecord[]): Promise<LedgerSide> {
  return deps.db.system(
    async ({ tx }) => {
      const tenant = { organizationId: place.org, tx };
      const charged = new Map<string, readonly NewLedgerEntry[]>();
      for (const record of late) charged.set(record.callId, await findAmended(tenant, record));
      return { position: await findStreamPosition({ tx }, place.shard), sums: await sumLedger(tenant), charged };
    },
    { isolation: "repeatable_read" },
  );
}

interface WaitingCall {
  readonly streamId: string;
  readonly isLate: boolean;
  readonly record: CallRecord;
}

function readWaiting(held: HeldCounters): readonly WaitingCall[] {
  return held.waiting.flatMap(({ streamId, kind, record }) => {
    const parsed = callRecordSchema.safeParse(parseJson(record));
    return parsed.success ? [{ streamId, isLate: kind === "amended", record: parsed.data }] : [];
  });
}

function lateCalls(records: readonly WaitingCall[]): string[] {
  return records.filter(({ isLate }) => isLate).map(({ record }) => record.callId);
}

/** What the records that the ledger lacks take from limits; a late truth gives back what its unknown outcome took. */
function touchesAhead(records: readonly WaitingCall[], { position, charged }: LedgerSide): readonly CounterTouch[] {
  const ahead = records.filter(({ streamId }) => isAfter(streamId, position));
  const late = new Set(lateCalls(ahead));
  return ahead.flatMap(({ isLate, record }) => {
    if (!isLate) return record.outcome === "unknown" && late.has(record.callId) ? [] : ledgerEntries(record);
    const isBehind = !ahead.some((other) => !other.isLate && other.record.callId === record.callId);
    const back = isBehind ? (charged.get(record.callId) ?? []) : [];
    return [
      ...back.map((entry) => ({ ...entry, amount: (-BigInt(entry.amount)).toString() })),
      ...ledgerEntries(record),
    ];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keysOf(held: HeldCounters, keys: readonly string[]): readonly string[] {
  return [
    ...keys,
    ...held.calls.flatMap(({ spend, counted, concurrent }) => [
      ...spend.map(([key]) => key),
      ...counted,
      ...concurrent,
    ]),
  ];
}

function withKeysOf(
  keys: readonly string[],
  sums: readonly LedgerSum[],
  { admission, place }: { readonly admission: RecountDeps["admission"]; readonly place: Place },
): readonly string[] {
  const named = sums.map((sum) => counterKeyOfEntry(admission.counterKeyOf, place, sum));
  return [...new Set([...keys, ...named])];
}

interface Mending {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly differences: readonly CounterDifference[];
}

const MOST_TOLD = 100;

function recordMending(deps: RecountDeps, { organizationId, actor, differences }: Mending): Promise<void> {
  const told = differences.slice(0, MOST_TOLD).map(({ key, name, expected, actual }) => ({
    limit: name === null ? key.slice(key.indexOf(organizationId) + organizationId.length + 1) : { ...name },
    before: actual?.toString() ?? null,
    after: expected.toString(),
  }));
  return deps.db.tenant(organizationId, (scope) =>
    appendAct(scope, {
      id: newId("record"),
      kind: "policy",
      action: "limits.recounted",
      actor,
      subject: { kind: "organization", id: organizationId, name: organizationId },
      approvalId: null,
      agentName: null,
      instanceName: null,
      connectionName: null,
      operationName: null,
      detail: { counters: told, count: differences.length },
      summary: `${differences.length} counters of limits were put right from the ledger`,
    }),
  );
}
