import { findOrganizationsOfShard } from "@countersign/db";
import { openOrganization, type Place } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";

/** Organizations of a shard that Redis doesn't know: new ones, and all of them after it has lost its memory. */
export async function findClosedOrganizations(deps: WorkerDeps, shard: number): Promise<Place[]> {
  const organizations = await deps.db.system((scope) => findOrganizationsOfShard(scope, shard));
  const closed: Place[] = [];
  for (const org of organizations) {
    const state = await deps.admission.organizationState({ org, shard });
    if (state.kind === "UNAVAILABLE") return [];
    if (!state.isOpen) closed.push({ org, shard });
  }
  return closed;
}

/** Rebuilds and opens them, one after the other. */
export async function openClosedOrganizations(deps: WorkerDeps, closed: readonly Place[]): Promise<void> {
  for (const place of closed) {
    const opening = await openOrganization(deps, place);
    deps.logger.info({ organizationId: place.org, shard: place.shard, opening }, "hot state rebuilt from the ledger");
  }
}
