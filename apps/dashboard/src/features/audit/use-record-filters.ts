"use client";

import { DECISIONS, OUTCOMES, RECORD_KINDS } from "@countersign/contracts";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

const FILTERS = {
  agent: parseAsString,
  operation: parseAsString,
  decision: parseAsStringLiteral(DECISIONS),
  outcome: parseAsStringLiteral(OUTCOMES),
  kind: parseAsStringLiteral(RECORD_KINDS),
  /** Set by the link of an approval; the bar shows it only as something to clear. */
  approval: parseAsString,
  text: parseAsString,
};

/** The audit's filters. They live in the URL, so that a search can be sent to somebody. */
export function useRecordFilters() {
  return useQueryStates(FILTERS, { history: "replace" });
}

export type RecordFilters = ReturnType<typeof useRecordFilters>[0];

/** The filters that are set, as the API takes them. */
export function setFilters(filters: RecordFilters): { [K in keyof RecordFilters]?: NonNullable<RecordFilters[K]> } {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== null && value !== ""));
}
