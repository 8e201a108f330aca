import { type CallRecord, callRecordSchema } from "@countersign/contracts";
import { countUnknownOutcomes, type Db, listUnknownOutcomes, type UnknownOutcomeRow } from "@countersign/db";
import { z } from "zod";

export interface OutcomeQuery {
  readonly organizationId: string;
  /** `open`: nobody knows yet. */
  readonly tab: "open" | "ended";
  /** At most 100. */
  readonly limit: number;
  /** The `nextCursor` of the page before; an unreadable one starts over. */
  readonly cursor: string | null;
}

/** A call whose outcome is, or was, unknown. */
export interface UnknownOutcome {
  readonly record: CallRecord;
  /** How it was found out: late by itself, or by a person's word; null while it is open. */
  readonly ending: UnknownOutcomeRow["ending"];
  readonly endRecordId: string | null;
  readonly endedAt: Date | null;
}

export interface OutcomePage {
  readonly outcomes: readonly UnknownOutcome[];
  readonly nextCursor: string | null;
}

const MOST = 100;
const cursorSchema = z.tuple([z.iso.datetime(), z.string().max(80)]);

/** A page of calls whose outcome is, or was, unknown; the newest first. */
export function listOutcomes({ db }: { readonly db: Db }, query: OutcomeQuery): Promise<OutcomePage> {
  const limit = Math.max(1, Math.min(query.limit, MOST));
  return db.tenant(query.organizationId, async (scope) => {
    const rows = await listUnknownOutcomes(scope, {
      tab: query.tab,
      limit: limit + 1,
      after: readCursor(query.cursor),
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return { outcomes: page.flatMap(outcomeOf), nextCursor: last ? writeCursor(last) : null };
  });
}

/** How many calls wait for somebody to say what became of them. */
export function countOpenOutcomes({ db }: { readonly db: Db }, organizationId: string): Promise<number> {
  return db.tenant(organizationId, countUnknownOutcomes);
}

function outcomeOf({ record, ending, endRecordId, endedAt }: UnknownOutcomeRow): UnknownOutcome[] {
  const parsed = callRecordSchema.safeParse(record);
  return parsed.success ? [{ record: parsed.data, ending, endRecordId, endedAt }] : [];
}

function writeCursor({ at, recordId }: UnknownOutcomeRow): string {
  return Buffer.from(JSON.stringify([at.toISOString(), recordId])).toString("base64url");
}

function readCursor(cursor: string | null) {
  if (cursor === null) return null;
  try {
    const read = cursorSchema.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return read.success ? { at: new Date(read.data[0]), recordId: read.data[1] } : null;
  } catch {
    return null;
  }
}
