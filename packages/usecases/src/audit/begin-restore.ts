import type { Admission } from "@countersign/admission";
import { newId } from "@countersign/contracts";
import { appendOutbox, type WorkerDb } from "@countersign/db";
import { beginEpoch, countRecords, findHotMark, type HotSight, loseApprovals } from "@countersign/db/audit";
import { appendGap } from "./append-gap.ts";

export interface RestoreDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "closeOrganization">;
}

/**
 * Postgres is older than Redis: it was taken back to a backup. Gateways are closed, what was approved or ran is unknown,
 * and a record with both heads begins a new epoch, which an owner opens. False when Redis can't be asked.
 */
export async function beginRestore(
  deps: RestoreDeps,
  place: { readonly org: string; readonly shard: number },
  seen: HotSight,
): Promise<boolean> {
  const closed = await deps.admission.closeOrganization(place);
  if (closed.kind !== "CLOSED") return false;
  const { org: organizationId } = place;
  await deps.db.tenant(organizationId, async (scope) => {
    const before = await findHotMark(scope);
    if (before.restoredAt !== null) return;
    const recordId = newId("record");
    const unknownApprovals = await loseApprovals(scope, recordId);
    for (const approvalId of unknownApprovals) {
      await appendOutbox(scope, { topic: "approval.changed", payload: { approvalId, state: "unknown" } });
    }
    const { epoch } = await beginEpoch(scope, seen);
    await appendGap(scope, {
      id: recordId,
      action: "state.restored",
      detail: {
        epoch,
        from: before.at?.toISOString() ?? null,
        to: new Date().toISOString(),
        postgres: {
          records: (await countRecords(scope)).toString(),
          sequence: before.sequence.toString(),
          version: before.snapshotVersion.toString(),
        },
        redis: { sequence: String(seen.sequence), version: String(seen.version) },
        unknownApprovals,
      },
      summary: "Postgres was taken back to an older state; calls are refused until an owner opens",
    });
  });
  return true;
}
