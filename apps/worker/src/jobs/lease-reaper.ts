import { findOrganizationsOfShard } from "@countersign/db/audit";
import { crashPoint } from "@countersign/telemetry";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const EVERY_MS = 1_000;

/** Takes calls whose lease has lapsed out of flight, in every organization; their unknown records go to the stream. */
export async function reapOnce(deps: WorkerDeps): Promise<boolean> {
  for (let shard = 0; shard < deps.shards; shard += 1) {
    for (const org of await deps.db.system((scope) => findOrganizationsOfShard(scope, shard))) {
      await reapOrganization(deps, { org, shard });
    }
  }
  return false;
}

async function reapOrganization(deps: WorkerDeps, place: { readonly org: string; readonly shard: number }) {
  for (let hasMore = true; hasMore; ) {
    const reaped = await deps.admission.reapLapsed(place);
    // COLD is the writer's to mend; with Redis away the next round comes.
    if (reaped.kind !== "REAPED") return;
    if (reaped.calls.length > 0) crashPoint("reaper.after-reap");
    for (const { callId } of reaped.calls) {
      deps.logger.warn({ organizationId: place.org, callId }, "a call's process is gone; its outcome is unknown");
    }
    hasMore = reaped.hasMore;
  }
}

/** Looks for calls whose gateway is gone, each second. */
export function startLeaseReaper(deps: WorkerDeps): Loop {
  return startLoop({ name: "lease-reaper", everyMs: EVERY_MS, logger: deps.logger }, () => reapOnce(deps));
}
