import type { Admission } from "@countersign/admission";
import { findReadyCalls, type WorkerDb } from "@countersign/db";

export interface AnnounceReadyDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "announceReady">;
}

/**
 * Tells every gateway which approved calls are to run now without their agents, at most `limit`. Said again until one has
 * claimed it: the row is the list, the word is only a hint. Returns how many.
 */
export async function announceReadyCalls(deps: AnnounceReadyDeps, limit: number): Promise<number> {
  const ready = await deps.db.system((scope) => findReadyCalls(scope, limit));
  for (const { id: approvalId, organizationId: org, organizationRef, shard } of ready) {
    await deps.admission.announceReady({ org, shard }, { approvalId, organizationRef });
  }
  return ready.length;
}
