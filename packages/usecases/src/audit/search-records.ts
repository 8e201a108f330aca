import { type AuditRecord, auditRecordSchema } from "@countersign/contracts";
import { type Db, findRecord, findRecords, findRecordsById, type RecordFilter, type RecordRow } from "@countersign/db";
import { z } from "zod";

export interface RecordSearch {
  readonly organizationId: string;
  readonly filter: RecordFilter;
  /** At most 200. */
  readonly limit: number;
  /** The `nextCursor` of the page before; an unreadable one starts over. */
  readonly cursor: string | null;
}

export interface RecordPage {
  readonly records: readonly RecordRow[];
  readonly nextCursor: string | null;
}

const MOST = 200;
const cursorSchema = z.tuple([z.iso.datetime(), z.string().max(80)]);

/** A page of an organization's records, newest first, without bodies. */
export async function searchRecords(deps: { readonly db: Db }, search: RecordSearch): Promise<RecordPage> {
  const limit = Math.max(1, Math.min(search.limit, MOST));
  const rows = await deps.db.tenant(search.organizationId, (scope) =>
    findRecords(scope, { filter: search.filter, limit: limit + 1, after: readCursor(search.cursor) }),
  );
  const records = rows.slice(0, limit);
  const last = rows.length > limit ? records[records.length - 1] : undefined;
  return { records, nextCursor: last ? writeCursor(last) : null };
}

/** Those of these records that exist, newest first: what a live view asks for when it hears of them. */
export function listRecordsById(
  deps: { readonly db: Db },
  query: { readonly organizationId: string; readonly ids: readonly string[] },
): Promise<RecordRow[]> {
  return deps.db.tenant(query.organizationId, (scope) => findRecordsById(scope, query.ids.slice(0, MOST)));
}

export interface WholeRecord {
  readonly sequence: bigint;
  readonly record: AuditRecord;
}

/** One record with its bodies; null when there is none. Who may see bodies is the caller's to check. */
export async function getRecord(
  deps: { readonly db: Db },
  target: { readonly organizationId: string; readonly recordId: string },
): Promise<WholeRecord | null> {
  const found = await deps.db.tenant(target.organizationId, (scope) => findRecord(scope, target.recordId));
  return found && { sequence: found.sequence, record: auditRecordSchema.parse(found.record) };
}

function writeCursor(row: RecordRow): string {
  return Buffer.from(JSON.stringify([row.at, row.id])).toString("base64url");
}

function readCursor(cursor: string | null): { readonly at: string; readonly id: string } | null {
  if (cursor === null) return null;
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at, id };
  } catch {
    return null;
  }
}
