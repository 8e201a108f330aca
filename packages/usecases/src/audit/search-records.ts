import {
  type AuditRecord,
  type AuditStore,
  auditRecordSchema,
  type RecordFacets,
  type RecordFilter,
  type RecordPlace,
  type RecordRow,
  searchInstantSchema,
} from "@countersign/contracts";
import { z } from "zod";

/** Where records are found. */
export interface AuditDeps {
  readonly audit: AuditStore;
}

export interface RecordsWanted {
  readonly organizationId: string;
  readonly filter: RecordFilter;
  /** Whether arguments and results may be looked into; without it they decide nothing. Default false. */
  readonly mayReadBodies?: boolean;
}

export interface RecordSearch extends RecordsWanted {
  /** At most 200. */
  readonly limit: number;
  /** A cursor of another page; an unreadable one starts over. */
  readonly cursor: string | null;
  /** Which way to go from the cursor. Default `older`. */
  readonly direction?: "older" | "newer";
}

export interface RecordPage {
  /** Newest first. */
  readonly records: readonly RecordRow[];
  /** Where older records go on; null where they end. A page may be short and still go on. */
  readonly nextCursor: string | null;
  /** Where newer records are; null on the newest page. */
  readonly previousCursor: string | null;
}

const MOST = 200;
const cursorSchema = z.tuple([searchInstantSchema, z.string().regex(/^[!-~]{0,80}$/)]);

/**
 * A page of an organization's records, newest first, without bodies. Throws SearchTooSlowError when the filter can't be
 * answered in time.
 */
export async function searchRecords({ audit }: AuditDeps, search: RecordSearch): Promise<RecordPage> {
  const { direction = "older" } = search;
  const from = readRecordCursor(search.cursor);
  const limit = Math.max(1, Math.min(search.limit, MOST));
  const found = await audit.search({ ...asked(search), limit, from, direction });
  const [first] = found.records;
  const last = found.records[found.records.length - 1];
  const next = found.next && writeRecordCursor(found.next);
  if (direction === "older") {
    return {
      records: found.records,
      nextCursor: next,
      previousCursor: from && first ? writeRecordCursor(first) : null,
    };
  }
  return { records: found.records, nextCursor: last ? writeRecordCursor(last) : search.cursor, previousCursor: next };
}

/** How many records match and by which values. Throws SearchTooSlowError. */
export function countRecordFacets({ audit }: AuditDeps, wanted: RecordsWanted): Promise<RecordFacets> {
  return audit.facets(asked(wanted));
}

export interface RecordTail {
  readonly records: readonly RecordRow[];
  /** Goes into the next question. */
  readonly sequence: bigint;
}

/** What was written after a sequence number, in its order; without one, only where the tail begins. */
export function tailRecords(
  { audit }: AuditDeps,
  tail: RecordsWanted & { readonly after: bigint | null; readonly limit: number },
): Promise<RecordTail> {
  return audit.tail({ ...asked(tail), after: tail.after, limit: Math.max(1, Math.min(tail.limit, MOST)) });
}

function asked({ organizationId, filter, mayReadBodies = false }: RecordsWanted) {
  return { organizationId, filter, mayReadBodies };
}

/** Those of these records that exist, newest first: what a live view asks for when it hears of them. */
export function listRecordsById(
  { audit }: AuditDeps,
  query: { readonly organizationId: string; readonly ids: readonly string[] },
): Promise<readonly RecordRow[]> {
  return audit.list(query.organizationId, query.ids.slice(0, MOST));
}

export interface WholeRecord {
  readonly sequence: bigint;
  readonly record: AuditRecord;
  /** Null while it is whole. */
  readonly erased: { readonly at: string; readonly why: "person" | "retention"; readonly erasure?: string } | null;
}

const erasedSchema = z.object({
  at: z.string(),
  why: z.enum(["person", "retention"]),
  erasure: z.string().exactOptional(),
});

/** One record with its bodies; null when there is none. Who may see bodies is the caller's to check. */
export async function getRecord(
  { audit }: AuditDeps,
  target: { readonly organizationId: string; readonly recordId: string },
): Promise<WholeRecord | null> {
  const found = await audit.get(target.organizationId, target.recordId);
  if (!found) return null;
  const { sequence, record, erased } = found;
  return {
    sequence,
    record: auditRecordSchema.parse(record),
    erased: erased === null || erased === undefined ? null : erasedSchema.parse(erased),
  };
}

/** A place between records as a word for URLs. */
export function writeRecordCursor({ at, id }: RecordPlace): string {
  return Buffer.from(JSON.stringify([at, id])).toString("base64url");
}

/** The place a cursor names; null for none and for one that can't be read. */
export function readRecordCursor(cursor: string | null): RecordPlace | null {
  if (cursor === null) return null;
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at, id };
  } catch {
    return null;
  }
}
