import { randomUUID } from "node:crypto";
import { calendarWindows, type WindowKind } from "@countersign/core";
import { type Admission, createAdmission } from "./admission.ts";
import type { AdmitItem } from "./admit.ts";
import type { Place } from "./keys.ts";
import type { LimitUse } from "./limits.ts";

/** Builders for this package's tests: an admission on a real Redis, organizations, calls and limits. */
export async function connectAdmission(
  redisUrl: string,
  more: Partial<Parameters<typeof createAdmission>[0]> = {},
): Promise<Admission> {
  const admission = createAdmission({ redisUrl, shards: 4, deadlineMs: 2000, rebuildWaitMs: 100, ...more });
  await admission.ready(5000);
  return admission;
}

/** A fresh organization, opened at version 1. */
export async function openedPlace(admission: Admission, shard = 0): Promise<Place> {
  const place = { org: `org_${randomUUID()}`, shard };
  const opened = await admission.openOrganization({ ...place, version: 1, kills: [], counters: [] });
  if (opened.kind !== "OPENED") throw new Error(`not opened: ${opened.kind}`);
  return place;
}

/** A call with no limits; `more` overrides. */
export function call(place: Place, more: Partial<AdmitItem> = {}): AdmitItem {
  const callId = more.callId ?? `cal_${randomUUID()}`;
  return {
    ...place,
    snapshotVersion: 1,
    callId,
    killKeys: [place.org, "agt_1"],
    limits: [],
    leaseMs: 60_000,
    unknownRecord: JSON.stringify({ callId, outcome: "unknown" }),
    ...more,
  };
}

const SCOPE = { kind: "agent", id: "agt_1" } as const;

export function callsLimit(max: bigint, window: WindowKind = "day", rule = "rul_1"): LimitUse {
  return { kind: "calls", id: `${rule}.calls`, rule, scope: SCOPE, max, windows: windowsNow(window) };
}

export function spendLimit(max: bigint, reserveMicros: bigint, rule = "rul_1"): LimitUse {
  return { kind: "spend", id: `${rule}.spend`, rule, scope: SCOPE, max, reserveMicros, windows: windowsNow("day") };
}

export function concurrencyLimit(max: number): LimitUse {
  return { kind: "concurrency", id: "rul_1.concurrency", rule: "rul_1", scope: SCOPE, max };
}

export function rateLimit(max: number, everyMs: number): LimitUse {
  return { kind: "rate", id: "rul_1.rate", rule: "rul_1", scope: SCOPE, max, everyMs };
}

export function windowsNow(window: WindowKind): ReturnType<typeof calendarWindows> {
  return calendarWindows(window, "UTC", Date.now());
}

export function settlement(item: AdmitItem): Place & { callId: string; record: string } {
  const { org, shard, callId } = item;
  return { org, shard, callId, record: JSON.stringify({ callId, outcome: "succeeded" }) };
}

/** How many verdicts there are of each kind. */
export function tally(verdicts: readonly { readonly kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of verdicts) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
