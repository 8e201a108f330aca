"use client";

import { DECISIONS, OUTCOMES, RECORD_KINDS, SURFACES } from "@countersign/contracts";
import { parseUsd } from "@countersign/core";
import { parseAsArrayOf, parseAsIsoDateTime, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { SINCE, sinceInstant } from "./time-range.ts";

const FILTERS = {
  agent: parseAsString,
  operation: parseAsString,
  connection: parseAsString,
  decision: parseAsStringLiteral(DECISIONS),
  outcome: parseAsStringLiteral(OUTCOMES),
  kind: parseAsStringLiteral(RECORD_KINDS),
  /** Who did an act. */
  actor: parseAsString,
  rule: parseAsString,
  instance: parseAsString,
  person: parseAsString,
  surface: parseAsStringLiteral(SURFACES),
  label: parseAsString,
  code: parseAsString,
  /** Conditions on arguments, as they were typed. */
  args: parseAsArrayOf(parseAsString),
  /** What it cost, in dollars. */
  min: parseAsString,
  max: parseAsString,
  /** Set by the link of an approval; the bar shows it only as something to clear. */
  approval: parseAsString,
  text: parseAsString,
  since: parseAsStringLiteral(SINCE),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** The audit's filters. They live in the URL, so that a search can be sent to somebody. */
export function useRecordFilters() {
  return useQueryStates(FILTERS, { history: "replace" });
}

export type RecordFilters = ReturnType<typeof useRecordFilters>[0];

/** How many filters are set. Pure. */
export function countFilters(filters: RecordFilters): number {
  const values = Object.values(filters).map((value) => (Array.isArray(value) && value.length === 0 ? null : value));
  return values.filter((value) => value !== null && value !== "").length;
}

/** The filters that are set, as the API takes them. A span like "the last hour" is counted from when it was chosen. */
export function useSetFilters(filters: RecordFilters) {
  const { since, from, to, decision, outcome, kind, surface, args, min, max, ...texts } = filters;
  const start = useMemo(() => (since === null ? null : sinceInstant(since, new Date())), [since]);
  const words: Partial<typeof texts> = Object.fromEntries(
    Object.entries(texts).filter(([, value]) => value !== null && value !== ""),
  );
  const { agent, operation, connection, actor, rule, instance, approval, person, label, code, text } = words;
  const [minCostMicros, maxCostMicros] = [microsOf(min), microsOf(max)];
  return {
    ...(agent ? { agent } : {}),
    ...(operation ? { operation } : {}),
    ...(connection ? { connection } : {}),
    ...(actor ? { actor } : {}),
    ...(rule ? { rule } : {}),
    ...(instance ? { instance } : {}),
    ...(approval ? { approval } : {}),
    ...(person ? { person } : {}),
    ...(label ? { label } : {}),
    ...(code ? { code } : {}),
    ...(text ? { text } : {}),
    ...(args && args.length > 0 ? { args: [...args] } : {}),
    ...(minCostMicros === null ? {} : { minCostMicros }),
    ...(maxCostMicros === null ? {} : { maxCostMicros }),
    ...(surface ? { surface } : {}),
    ...(decision ? { decision } : {}),
    ...(outcome ? { outcome } : {}),
    ...(kind ? { kind } : {}),
    ...(start ? { from: start.toISOString() } : from ? { from: from.toISOString() } : {}),
    ...(start === null && to ? { to: to.toISOString() } : {}),
  };
}

/** Dollars as they were typed, in micro-USD; null for what isn't an amount. */
function microsOf(dollars: string | null): string | null {
  const micros = dollars === null ? null : parseUsd(dollars);
  return micros === null ? null : micros.toString();
}
