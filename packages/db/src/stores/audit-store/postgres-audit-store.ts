import type {
  AuditStore,
  RecordPlace,
  RecordRow,
  StoredRecord,
  TailedRecords,
  TailQuery,
} from "@countersign/contracts";
import type { Db, TenantScope } from "../../client/db.ts";
import { Prisma } from "../../generated/client.ts";
import { storableText } from "../audit-text.ts";
import { filterConditions } from "./filter-conditions.ts";
import { filterTerms } from "./filter-terms.ts";
import { RECORD_AT, RECORD_LINE } from "./record-columns.ts";
import { countFacets, countMatching } from "./record-facets.ts";
import { andAllOf, goBy, hasTerms, inTime, searchSliced } from "./sliced-search.ts";

/** How long a search's transaction may take, ms: a few statements, each bounded by itself. */
const TRANSACTION_MS = 20_000;

/** How many records one look of a tail goes through. */
const MOST_LOOKED = 5_000n;

type PlacedRecord = RecordPlace & { readonly sequence: bigint; readonly record: unknown };

/** Records are searched where they are kept: in Postgres. */
export function postgresAuditStore(db: Db): AuditStore {
  const inside = <T>(organizationId: string, work: (scope: TenantScope) => Promise<T>) =>
    inTime(() => db.tenant(organizationId, work, { timeoutMs: TRANSACTION_MS }));
  return {
    search: (query) =>
      inside(query.organizationId, async (scope) => {
        const { rows, next } = await searchSliced<RecordRow>(scope, query, RECORD_LINE);
        return { records: query.direction === "newer" ? [...rows].reverse() : rows, next };
      }),
    read: (query) =>
      inside(query.organizationId, async (scope) => {
        const columns = Prisma.sql`id, ${RECORD_AT} AS at, sequence, record`;
        const { rows, next } = await searchSliced<PlacedRecord>(scope, query, columns);
        const records = rows.map(({ sequence, record }) => ({ sequence, record }));
        return { records: query.direction === "newer" ? records.reverse() : records, next };
      }),
    facets: (asked) => inside(asked.organizationId, (scope) => countFacets(scope, asked)),
    count: (asked, most) =>
      inside(asked.organizationId, async (scope) => (await countMatching(scope, asked, most)).total),
    tail: (query) => inside(query.organizationId, (scope) => tailRecords(scope, query)),
    list: (organizationId, ids) =>
      db.tenant(organizationId, (scope) =>
        findRecordsById(
          scope,
          ids.map((id) => storableText(id)),
        ),
      ),
    get: (organizationId, id) => db.tenant(organizationId, (scope) => findRecord(scope, storableText(id))),
  };
}

/** Sequence numbers follow the order of commits, so nothing that is committed later stands before what was seen. */
async function tailRecords(scope: TenantScope, query: TailQuery): Promise<TailedRecords> {
  const heads = await scope.tx.$queryRaw<{ size: bigint }[]>`
    SELECT size FROM audit_heads WHERE "organizationId" = ${scope.organizationId}`;
  const newest = (heads[0]?.size ?? 0n) - 1n;
  if (query.after === null || query.after >= newest) return { records: [], sequence: query.after ?? newest };
  // A tail that fell far behind catches up in steps.
  const last = newest - query.after > MOST_LOOKED ? query.after + MOST_LOOKED : newest;
  await goBy(scope, "time");
  const terms = filterTerms(query);
  const where = [
    Prisma.sql`sequence > ${query.after} AND sequence <= ${last}`,
    ...filterConditions(query),
    ...(terms === null ? [] : [hasTerms(terms)]),
  ];
  const rows = await scope.tx.$queryRaw<RecordRow[]>`
    SELECT ${RECORD_LINE} FROM audit_search
    WHERE "organizationId" = ${scope.organizationId} ${andAllOf(where)} ORDER BY sequence LIMIT ${query.limit}`;
  const stopped = rows.length === query.limit ? rows[rows.length - 1] : undefined;
  return { records: rows, sequence: stopped?.sequence ?? last };
}

function findRecordsById(scope: TenantScope, ids: readonly string[]): Promise<RecordRow[]> {
  return scope.tx.$queryRaw<RecordRow[]>`
    SELECT ${RECORD_LINE} FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND id = ANY(${[...ids]}::text[])
    ORDER BY audit_records.at DESC, id DESC`;
}

async function findRecord(scope: TenantScope, id: string): Promise<StoredRecord | null> {
  const rows = await scope.tx.$queryRaw<StoredRecord[]>`
    SELECT sequence, record, erased FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} ORDER BY at DESC, sequence DESC LIMIT 1`;
  return rows[0] ?? null;
}
