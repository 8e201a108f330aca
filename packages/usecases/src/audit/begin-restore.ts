import type { Admission } from "@countersign/admission";
import { newId } from "@countersign/contracts";
import { treeRoot } from "@countersign/core";
import type { TenantScope } from "@countersign/db";
import { appendOutbox, type WorkerDb } from "@countersign/db";
import {
  beginEpoch,
  countRecords,
  findHotMark,
  findTreeHead,
  type HotSight,
  loseApprovals,
} from "@countersign/db/audit";
import { treeHasher } from "@countersign/vault/audit";
import { withTiles } from "../audit-tree/read-tiles.ts";
import { appendGap } from "./append-gap.ts";
import type { KeptHead } from "./kept-head.ts";

export interface RestoreDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "closeOrganization">;
}

/** What shows that Postgres was taken back: what Redis knows, and the newer head that a sink holds, if one does. */
export interface RestoreSigns {
  readonly seen: HotSight;
  readonly kept: KeptHead | null;
}

/**
 * Postgres is older than Redis or a sink: it was taken back to a backup. Gateways are closed, what was approved or ran is unknown,
 * and a record with both heads begins a new epoch, which an owner opens. False when Redis can't be asked.
 */
export async function beginRestore(
  deps: RestoreDeps,
  place: { readonly org: string; readonly shard: number },
  { seen, kept }: RestoreSigns,
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
    const { epoch } = await beginEpoch(scope, { seen, last: kept?.head.epoch ?? 1 });
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
          head: await presentHead(scope),
        },
        redis: { sequence: String(seen.sequence), version: String(seen.version) },
        sink: kept && { name: kept.sink, epoch: kept.head.epoch, size: kept.head.size, root: kept.head.root },
        unknownApprovals,
      },
      summary: "Postgres was taken back to an older state; calls are refused until an owner opens",
    });
  });
  return true;
}

/** Where the tree stands that the database came back with; the root in base64, as signed heads have it. */
async function presentHead(scope: TenantScope) {
  const head = await findTreeHead(scope);
  const size = head ? Number(head.size - head.treeStart) : 0;
  const root = await withTiles(scope, (read) => treeRoot(treeHasher, size, read));
  return { size, root: Buffer.from(root).toString("base64") };
}
