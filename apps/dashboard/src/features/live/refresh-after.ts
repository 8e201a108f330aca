import type { InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";

/**
 * Asks again for what a hint is about, by a request that begins after the hint. A query that is out for the first time
 * isn't asked again by invalidating it, and may have read before the change: it is waited for first.
 */
export async function refreshAfter(cache: QueryClient, filters: InvalidateQueryFilters): Promise<void> {
  const firsts = cache.getQueryCache().findAll(filters);
  const isFirst = ({ state }: (typeof firsts)[number]) => state.data === undefined && state.fetchStatus !== "idle";
  await Promise.allSettled(firsts.filter(isFirst).map((query) => query.promise));
  await cache.invalidateQueries(filters);
}
