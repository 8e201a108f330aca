import type { Admission, CounterMending, HeldCounters, Place } from "@countersign/admission";
import type { LedgerSum, NewLedgerEntry } from "@countersign/db";
import { counterKeyOfEntry } from "./counter-key.ts";

/** One counter as people may name it. */
export interface CounterName {
  readonly kind: "calls" | "spend";
  /** Stable uid of the rule; the id of the organization, agent or connection whose own limit it is. */
  readonly rule: string;
  readonly limitName: string;
  readonly scopeKind: string;
  readonly scopeId: string;
  readonly windowId: string;
}

/** A counter that isn't what the ledger, the records on their way and the calls in flight make of it. */
export interface CounterDifference {
  readonly key: string;
  /** Null for a counter that nothing explains, and for calls at once. */
  readonly name: CounterName | null;
  readonly expected: bigint;
  /** Null where it holds no number. */
  readonly actual: bigint | null;
}

export interface Comparison {
  /** How many counters there are, or should be. */
  readonly counters: number;
  readonly differences: readonly CounterDifference[];
  readonly mending: CounterMending;
}

/** What one record takes from one counter. */
export type CounterTouch = CounterName & Pick<NewLedgerEntry, "windowEndMs" | "amount">;

interface Expected {
  value: bigint;
  name: CounterName | null;
  windowEndMs: number | null;
}

export interface Sides {
  readonly place: Place;
  readonly held: HeldCounters;
  readonly sums: readonly LedgerSum[];
  /** What records take that the ledger doesn't hold yet. */
  readonly waiting: readonly CounterTouch[];
  /** UTC ms: what ended before is no counter any more. */
  readonly nowMs: number;
  readonly counterKeyOf: Admission["counterKeyOf"];
}

const DIGITS = /^\d{1,19}$/;

/** Compares every counter with what it follows from. Pure. */
export function compareCounters(sides: Sides): Comparison {
  const { held, nowMs } = sides;
  const expected = expectedCounters(sides);
  const found = new Map(held.counters.filter(({ key }) => key.includes(":limit:")).map((each) => [each.key, each]));
  const differences: CounterDifference[] = [];
  const counters: CounterMending["counters"][number][] = [];
  let compared = 0;
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const { value = 0n, name = null, windowEndMs = null } = expected.get(key) ?? {};
    const stands = found.get(key);
    const endsMs = windowEndMs ?? stands?.windowEndMs ?? null;
    if (endsMs !== null && endsMs <= nowMs) continue;
    compared += 1;
    const text = stands?.value === "" || stands === undefined ? "0" : stands.value;
    const actual = DIGITS.test(text) ? BigInt(text) : null;
    if (actual === value) continue;
    differences.push({ key, name, expected: value, actual });
    counters.push({ key, by: value - (actual ?? 0n), windowEndMs: endsMs });
  }
  const atOnce = compareConcurrency(held);
  return {
    counters: compared + atOnce.counters,
    differences: [...differences, ...atOnce.differences],
    mending: { counters, ended: atOnce.ended, running: atOnce.running },
  };
}

function expectedCounters({ place, held, sums, waiting, counterKeyOf }: Sides): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  const add = (key: string, by: bigint, known: Omit<Expected, "value"> | null): void => {
    const before = expected.get(key);
    expected.set(key, {
      value: (before?.value ?? 0n) + by,
      name: before?.name ?? known?.name ?? null,
      windowEndMs: before?.windowEndMs ?? known?.windowEndMs ?? null,
    });
  };
  const addNamed = (name: CounterName, by: bigint, windowEndMs: number | null): void => {
    add(counterKeyOfEntry(counterKeyOf, place, name), by, { name, windowEndMs });
  };
  for (const { used, windowEndMs, ...name } of sums) {
    addNamed(name, used, windowEndMs === null ? null : Number(windowEndMs));
  }
  for (const { kind, rule, limitName, scopeKind, scopeId, windowId, windowEndMs, amount } of waiting) {
    addNamed({ kind, rule, limitName, scopeKind, scopeId, windowId }, BigInt(amount), windowEndMs);
  }
  for (const call of held.calls) {
    for (const [key, micros] of call.spend) add(key, micros, null);
    for (const key of call.counted) add(key, 1n, null);
  }
  return expected;
}

/** Calls at once: those that a limit counts against those that are out. */
function compareConcurrency(held: HeldCounters): {
  readonly counters: number;
  readonly differences: readonly CounterDifference[];
  readonly ended: CounterMending["ended"];
  readonly running: CounterMending["running"];
} {
  const out = new Map<string, Map<string, number>>();
  for (const { callId, concurrent, leaseUntilMs } of held.calls) {
    for (const key of concurrent) out.set(key, (out.get(key) ?? new Map()).set(callId, leaseUntilMs));
  }
  const counted = new Map(
    held.counters.filter(({ key }) => key.includes(":conc:")).map(({ key, callIds }) => [key, new Set(callIds)]),
  );
  const ended: CounterMending["ended"][number][] = [];
  const running: CounterMending["running"][number][] = [];
  const differences: CounterDifference[] = [];
  const keys = new Set([...out.keys(), ...counted.keys()]);
  for (const key of keys) {
    const calls = out.get(key) ?? new Map<string, number>();
    const members = counted.get(key) ?? new Set<string>();
    const gone = [...members].filter((callId) => !calls.has(callId));
    const missing = [...calls].filter(([callId]) => !members.has(callId));
    if (gone.length + missing.length === 0) continue;
    differences.push({ key, name: null, expected: BigInt(calls.size), actual: BigInt(members.size) });
    ended.push(...gone.map((callId) => ({ key, callId })));
    running.push(...missing.map(([callId, leaseUntilMs]) => ({ key, callId, leaseUntilMs })));
  }
  return { counters: keys.size, differences, ended, running };
}
