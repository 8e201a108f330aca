import type { RecordFilter } from "./record-filter.ts";

/** A record as lists show it. Times are RFC 3339 UTC with µs. */
export interface RecordRow {
  readonly id: string;
  readonly at: string;
  readonly sequence: bigint;
  readonly kind: string;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly instanceId: string | null;
  readonly instanceName: string | null;
  readonly connectionName: string | null;
  readonly operationName: string | null;
  readonly surface: string | null;
  readonly decision: string | null;
  readonly outcome: string | null;
  readonly ruleIds: string[];
  readonly approvalId: string | null;
  readonly costMicros: bigint;
  /** Nobody said what such a call costs. */
  readonly unpriced: boolean;
  readonly latencyMs: number | null;
  readonly summary: string;
  /** Of an act: what was done and by whom. */
  readonly action: string | null;
  readonly actorName: string | null;
  readonly errorCode: string | null;
  /** Of a call: the first reason of its decision. */
  readonly reason: string | null;
  readonly count: number;
}

/** A record's place in the order of time. */
export interface RecordPlace {
  /** RFC 3339 UTC with µs. */
  readonly at: string;
  readonly id: string;
}

/** Whose records are asked for, and how much of them. */
export interface RecordsAsked {
  readonly organizationId: string;
  readonly filter: RecordFilter;
  /** Whether arguments and results may be looked into. Without it no answer depends on them. */
  readonly mayReadBodies: boolean;
}

export interface RecordQuery extends RecordsAsked {
  readonly limit: number;
  /** Records after this place in the direction; null begins at the newest. */
  readonly from: RecordPlace | null;
  /** `older` reads from the newest on; `newer` back towards it. Pages are newest first in both. */
  readonly direction: "older" | "newer";
}

/** What a search has found so far. */
export interface FoundRecords {
  /** Newest first. */
  readonly records: readonly RecordRow[];
  /** Where the search goes on in its direction; null at the end. A page may be short, even empty, and still go on. */
  readonly next: RecordPlace | null;
}

/** Fields whose values are counted. */
export const FACETS = ["agent", "connection", "operation", "decision", "outcome", "kind", "surface", "rule"] as const;
export type Facet = (typeof FACETS)[number];

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export interface RecordFacets {
  /** How many records match; `isMore`: it was counted no further. */
  readonly total: { readonly count: number; readonly isMore: boolean };
  /** Values of each field with how many records have them, most first. Where one is filtered by, as if it weren't. */
  readonly facets: Readonly<Record<Facet, readonly FacetValue[]>>;
}

export interface TailQuery extends RecordsAsked {
  /** Records with a higher sequence number; null: from now on. */
  readonly after: bigint | null;
  readonly limit: number;
}

export interface TailedRecords {
  /** In the order they were written. */
  readonly records: readonly RecordRow[];
  /** Everything up to this number has been looked at. */
  readonly sequence: bigint;
}

/** A record whole, as it is stored. */
export interface StoredRecord {
  readonly sequence: bigint;
  readonly record: unknown;
  /** Why and when its who, arguments, result and free text were erased; absent or null while it is whole. */
  readonly erased?: unknown;
}

export interface RecordsRead {
  readonly records: readonly StoredRecord[];
  readonly next: RecordPlace | null;
}

/** Where records are found. Postgres stands behind it; a store made for searching may. */
export interface AuditStore {
  /** A page of records. Throws SearchTooSlowError when the filter can't be answered in time. */
  search(query: RecordQuery): Promise<FoundRecords>;
  /** The same page with whole records; whoever hands them on leaves out the bodies its reader may not have. */
  read(query: RecordQuery): Promise<RecordsRead>;
  /** How many records match, exact up to a bound, by the values of each field. Throws SearchTooSlowError. */
  facets(asked: RecordsAsked): Promise<RecordFacets>;
  /** How many records match, exact up to `most`. Throws SearchTooSlowError. */
  count(asked: RecordsAsked, most: number): Promise<number>;
  /** What was written since. */
  tail(query: TailQuery): Promise<TailedRecords>;
  /** Those of these records that exist, newest first. */
  list(organizationId: string, ids: readonly string[]): Promise<readonly RecordRow[]>;
  /** One record whole; the newest of its id. Null when there is none. */
  get(organizationId: string, id: string): Promise<StoredRecord | null>;
}

/** A search that was stopped, since it took too long: a narrower one is needed. */
export class SearchTooSlowError extends Error {
  override readonly name = "SearchTooSlowError";
}
