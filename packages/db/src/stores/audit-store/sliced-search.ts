import { type RecordPlace, type RecordQuery, type RecordsAsked, SearchTooSlowError } from "@countersign/contracts";
import type { TenantScope } from "../../client/db.ts";
import { Prisma } from "../../generated/client.ts";
import { filterConditions } from "./filter-conditions.ts";
import { filterTerms } from "./filter-terms.ts";
import { type TimeSlice, timeSlices } from "./time-slices.ts";

/** Up to so many candidates of a slice are sorted; more are walked in the order of time. */
const FEW = 500;
/** A search stops after so long, ms, and says where it goes on. */
const SOFT_MS = 2_500;
/** No statement of a search runs longer, ms. */
const HARD_MS = 8_000;

/** The way a statement finds its rows. */
type Way = "terms" | "time";

/** Makes the planner go one way: what it can't know, a search has counted. */
export async function goBy(scope: TenantScope, way: Way): Promise<void> {
  const isTerms = way === "terms";
  await scope.tx.$queryRaw`SELECT set_config('enable_indexscan', ${isTerms ? "off" : "on"}, true),
    set_config('enable_bitmapscan', ${isTerms ? "on" : "off"}, true), set_config('enable_seqscan', 'off', true),
    set_config('enable_sort', ${isTerms ? "on" : "off"}, true), set_config('jit', 'off', true),
    set_config('statement_timeout', ${String(HARD_MS)}, true)`;
}

/** The conditions of a search inside a slice of time. */
export function sliceConditions(asked: RecordsAsked, { from, to }: TimeSlice): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  if (from !== null) parts.push(Prisma.sql`at >= ${new Date(from).toISOString()}::timestamptz`);
  if (to !== null) parts.push(Prisma.sql`at < ${new Date(to).toISOString()}::timestamptz`);
  return [...parts, ...filterConditions(asked)];
}

/**
 * The condition that uses the index of terms. The query stands in a subquery, where the planner can't read it: without
 * statistics it would take an either-or of many beginnings for nearly everything.
 */
export function hasTerms(terms: string): Prisma.Sql {
  return Prisma.sql`terms @@ (SELECT ${terms}::tsquery)`;
}

/** Conditions as they follow the one on the organization. */
export function andAllOf(parts: readonly Prisma.Sql[]): Prisma.Sql {
  return Prisma.join([Prisma.empty, ...parts], " AND ");
}

/** Whether at most `most` records of a slice have the terms. Goes by terms. */
async function countCandidates(scope: TenantScope, where: readonly Prisma.Sql[], most: number): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ found: bigint }[]>`
    SELECT count(*) AS found FROM (SELECT 1 FROM audit_search
      WHERE "organizationId" = ${scope.organizationId} ${andAllOf(where)} LIMIT ${most}) AS candidates`;
  return Number(rows[0]?.found ?? 0);
}

/** The age of the oldest record, UTC ms; null without any. */
export async function oldestRecord(scope: TenantScope): Promise<number | null> {
  const rows = await scope.tx.$queryRaw<{ at: Date }[]>`
    SELECT at FROM audit_search WHERE "organizationId" = ${scope.organizationId} ORDER BY at, id LIMIT 1`;
  return rows[0]?.at.getTime() ?? null;
}

export interface SlicedPage<Row> {
  readonly rows: readonly Row[];
  readonly next: RecordPlace | null;
}

/** What a row must have, so that the page after it can be found. */
type Placed = RecordPlace;

/**
 * Finds a page of records in the order of its direction. Where a filter has terms, time is cut into slices: in each,
 * few candidates are found by their terms, many by walking back in time until the page is full. So neither a rare thing
 * nor a common one makes it read more than it needs.
 */
export async function searchSliced<Row extends Placed>(
  scope: TenantScope,
  query: RecordQuery,
  columns: Prisma.Sql,
): Promise<SlicedPage<Row>> {
  const terms = filterTerms(query);
  await goBy(scope, "time");
  const wanted = query.limit + 1;
  if (terms === null && filterConditions(query).length === 0) {
    return pageOf(await fetchRows<Row>(scope, { query, columns, slice: OPEN, terms: null, wanted }), query.limit);
  }
  const oldest = await oldestRecord(scope);
  if (oldest === null) return { rows: [], next: null };
  const deadline = Date.now() + SOFT_MS;
  const rows: Row[] = [];
  for (const slice of timeSlices(boundsOf(query, oldest))) {
    if (isOutside(slice, query)) continue;
    rows.push(...(await searchSlice<Row>(scope, { query, columns, slice, terms, wanted: wanted - rows.length })));
    if (rows.length >= wanted) break;
    const edge = query.direction === "older" ? slice.from : slice.to;
    if (Date.now() > deadline && edge !== null && rows.length <= query.limit) {
      return { rows, next: { at: new Date(edge).toISOString(), id: "" } };
    }
  }
  return pageOf(rows, query.limit);
}

const OPEN: TimeSlice = { from: null, to: null };

function boundsOf({ from, filter, direction }: RecordQuery, oldest: number) {
  const start = from ? Date.parse(from.at) : null;
  const end = filter.to === undefined ? null : Date.parse(filter.to);
  const begin = direction === "older" && end !== null ? Math.min(start ?? end, end) : start;
  return { start: begin, oldest, now: Date.now(), direction };
}

/** Whether a slice lies wholly outside the times that are asked for. */
export function isOutside(slice: TimeSlice, { filter }: RecordsAsked): boolean {
  if (filter.from !== undefined && slice.to !== null && slice.to <= Date.parse(filter.from)) return true;
  return filter.to !== undefined && slice.from !== null && slice.from >= Date.parse(filter.to);
}

interface SliceSearch {
  readonly query: RecordQuery;
  readonly columns: Prisma.Sql;
  readonly slice: TimeSlice;
  readonly terms: string | null;
  readonly wanted: number;
}

async function searchSlice<Row extends Placed>(scope: TenantScope, search: SliceSearch): Promise<readonly Row[]> {
  const { query, slice, terms } = search;
  if (terms === null) return fetchRows(scope, search);
  await goBy(scope, "terms");
  const inSlice = sliceConditions({ ...query, filter: {} }, slice);
  const candidates = await countCandidates(scope, [...inSlice, hasTerms(terms)], FEW + 1);
  if (candidates === 0) return [];
  if (candidates > FEW) await goBy(scope, "time");
  return fetchRows(scope, search);
}

function fetchRows<Row>(scope: TenantScope, search: SliceSearch): Promise<Row[]> {
  const { query, columns, slice, terms, wanted } = search;
  const where = sliceConditions(query, slice);
  const { from, direction } = query;
  if (from && direction === "older") where.push(Prisma.sql`(at, id) < (${from.at}::timestamptz, ${from.id})`);
  if (from && direction === "newer") where.push(Prisma.sql`(at, id) > (${from.at}::timestamptz, ${from.id})`);
  if (terms !== null) where.push(hasTerms(terms));
  // Named with the view: a column of the answer has the same name and is text.
  const order =
    direction === "older"
      ? Prisma.sql`audit_search.at DESC, audit_search.id DESC`
      : Prisma.sql`audit_search.at, audit_search.id`;
  return scope.tx.$queryRaw<Row[]>`
    SELECT ${columns} FROM audit_search
    WHERE "organizationId" = ${scope.organizationId} ${andAllOf(where)} ORDER BY ${order} LIMIT ${wanted}`;
}

function pageOf<Row extends Placed>(found: readonly Row[], limit: number): SlicedPage<Row> {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows[rows.length - 1] : undefined;
  return { rows, next: last ? { at: last.at, id: last.id } : null };
}

/** Tells a statement that took too long from every other fault. */
export async function inTime<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const text = error instanceof Error ? `${error.message}${JSON.stringify(error)}` : "";
    if (text.includes("57014") || text.includes("statement timeout")) {
      throw new SearchTooSlowError("the search took too long", { cause: error });
    }
    throw error;
  }
}
