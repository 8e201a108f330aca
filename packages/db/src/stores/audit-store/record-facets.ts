import { FACETS, type Facet, type FacetValue, type RecordFacets, type RecordsAsked } from "@countersign/contracts";
import type { TenantScope } from "../../client/db.ts";
import type { Prisma } from "../../generated/client.ts";
import { filterTerms } from "./filter-terms.ts";
import { andAllOf, goBy, hasTerms, isOutside, oldestRecord, sliceConditions } from "./sliced-search.ts";
import { timeSlices } from "./time-slices.ts";

/** Up to so many records are counted, the newest first. */
const MOST_COUNTED = 10_000;
/** Values of a field that are told. */
const MOST_VALUES = 50;
/** Counting stops after so long, ms. */
const SOFT_MS = 1_500;

/** Which part of the filter a field is narrowed by. */
const NARROWED_BY = {
  agent: "agentName",
  connection: "connectionName",
  operation: "operation",
  decision: "decision",
  outcome: "outcome",
  kind: "kind",
  surface: "surface",
  rule: "ruleId",
} as const satisfies Record<Facet, keyof RecordsAsked["filter"]>;

interface Counted {
  readonly total: number;
  readonly isMore: boolean;
  readonly values: ReadonlyMap<Facet, ReadonlyMap<string, number>>;
}

/** Counts what a search finds by the values of each field; a field that is filtered by is counted without that filter. */
export async function countFacets(scope: TenantScope, asked: RecordsAsked): Promise<RecordFacets> {
  const all = await countMatching(scope, asked, MOST_COUNTED);
  const facets = new Map<Facet, readonly FacetValue[]>();
  for (const facet of FACETS) {
    const { [NARROWED_BY[facet]]: narrowed, ...others } = asked.filter;
    const counted =
      narrowed === undefined ? all : await countMatching(scope, { ...asked, filter: others }, MOST_COUNTED);
    facets.set(facet, mostFirst(counted.values.get(facet)));
  }
  const of = (facet: Facet) => facets.get(facet) ?? [];
  return {
    total: { count: all.total, isMore: all.isMore },
    facets: {
      agent: of("agent"),
      connection: of("connection"),
      operation: of("operation"),
      decision: of("decision"),
      outcome: of("outcome"),
      kind: of("kind"),
      surface: of("surface"),
      rule: of("rule"),
    },
  };
}

function mostFirst(values: ReadonlyMap<string, number> | undefined): FacetValue[] {
  return [...(values ?? [])]
    .map(([value, count]) => ({ value, count }))
    .sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1))
    .slice(0, MOST_VALUES);
}

/** Counts at most `most` matching records, the newest days first. */
export async function countMatching(scope: TenantScope, asked: RecordsAsked, most: number): Promise<Counted> {
  const terms = filterTerms(asked);
  await goBy(scope, "time");
  const oldest = await oldestRecord(scope);
  const values = new Map<Facet, Map<string, number>>();
  let total = 0;
  if (oldest === null) return { total, isMore: false, values };
  if (terms !== null) await goBy(scope, "terms");
  const deadline = Date.now() + SOFT_MS;
  const end = asked.filter.to === undefined ? null : Date.parse(asked.filter.to);
  for (const slice of timeSlices({ start: end, oldest, now: Date.now(), direction: "older" })) {
    if (isOutside(slice, asked)) continue;
    if (Date.now() > deadline) return { total, isMore: true, values };
    const where = sliceConditions(asked, slice);
    if (terms !== null) where.push(hasTerms(terms));
    const counts = await countSlice(scope, where, most + 1 - total);
    total += addCounts(values, counts);
    if (total > most) return { total: most, isMore: true, values };
  }
  return { total, isMore: false, values };
}

interface SliceCount {
  readonly facet: string;
  readonly value: string | null;
  readonly found: bigint;
}

function countSlice(scope: TenantScope, where: readonly Prisma.Sql[], limit: number): Promise<SliceCount[]> {
  return scope.tx.$queryRaw<SliceCount[]>`
    WITH matching AS MATERIALIZED (
      SELECT "agentName", "connectionName", "operationName", decision, outcome, kind, surface, "ruleIds"
      FROM audit_search WHERE "organizationId" = ${scope.organizationId} ${andAllOf(where)} LIMIT ${limit}),
    grouped AS (
      SELECT "agentName", "connectionName", "operationName", decision, outcome, kind, surface, "ruleIds", count(*) AS n
      FROM matching GROUP BY 1, 2, 3, 4, 5, 6, 7, 8)
    SELECT 'total' AS facet, NULL AS value, coalesce(sum(n), 0)::bigint AS found FROM grouped
    UNION ALL SELECT v.facet, v.value, sum(n)::bigint FROM grouped
      CROSS JOIN LATERAL (VALUES ('agent', "agentName"), ('connection', "connectionName"),
        ('operation', "connectionName" || '.' || "operationName"), ('decision', decision), ('outcome', outcome),
        ('kind', kind), ('surface', surface)) AS v(facet, value)
      WHERE v.value IS NOT NULL GROUP BY 1, 2
    UNION ALL SELECT 'rule', r.rule, sum(n)::bigint FROM grouped CROSS JOIN LATERAL unnest("ruleIds") AS r(rule)
      GROUP BY 2`;
}

/** Adds a slice's counts; answers how many records it held. */
function addCounts(values: Map<Facet, Map<string, number>>, counts: readonly SliceCount[]): number {
  let total = 0;
  for (const { facet, value, found } of counts) {
    if (facet === "total") total = Number(found);
    const known = FACETS.find((one) => one === facet);
    if (known === undefined || value === null) continue;
    const ofFacet = values.get(known) ?? new Map<string, number>();
    ofFacet.set(value, (ofFacet.get(value) ?? 0) + Number(found));
    values.set(known, ofFacet);
  }
  return total;
}
