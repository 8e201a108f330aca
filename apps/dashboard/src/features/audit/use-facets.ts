"use client";

import { FACETS, type Facet } from "@countersign/contracts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { type RecordFilters, useSetFilters } from "./use-record-filters.ts";

/** How many records have each value of each field. */
export type FacetCounts = ReadonlyMap<Facet, ReadonlyMap<string, number>>;

const AGAIN_MS = 30_000;

/** Counts what the filters find; a little behind what happens, which the list itself tells at once. */
export function useFacets(filters: RecordFilters): { readonly counts: FacetCounts | null; readonly total: string } {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const set = useSetFilters(filters);
  const facets = useQuery(
    trpc.records.facets.queryOptions(
      { organization, ...set },
      { placeholderData: keepPreviousData, refetchInterval: AGAIN_MS },
    ),
  );
  if (!facets.data)
    return { counts: null, total: facets.isError ? "Not counted: the search is too wide." : "Counting…" };
  const { total, facets: values } = facets.data;
  const counts = new Map(
    FACETS.map((facet) => [facet, new Map((values[facet] ?? []).map(({ value, count }) => [value, count]))]),
  );
  const number = total.count.toLocaleString("en-US");
  return { counts, total: `${number}${total.isMore ? "+" : ""} ${total.count === 1 ? "record" : "records"}` };
}
