import type { WorkerDb } from "@countersign/db";
import { clearLoss, findApprovalsOfRecord, findHotMark } from "@countersign/db/audit";
import { appendGap } from "./append-gap.ts";

/**
 * Records a loss of Redis that was noted and is mended now: from the last record that was stored before it, until now.
 * What happened in between and was neither on the stream nor held by a living gateway is not known.
 */
export async function recordGap(db: WorkerDb, organizationId: string): Promise<boolean> {
  return db.tenant(organizationId, async (scope) => {
    const mark = await findHotMark(scope);
    if (mark.gapRecordId === null || !(await clearLoss(scope))) return false;
    const from = (mark.at ?? mark.lostAt)?.toISOString() ?? null;
    const to = new Date().toISOString();
    await appendGap(scope, {
      id: mark.gapRecordId,
      action: "state.rebuilt",
      detail: {
        from,
        noticedAt: mark.lostAt?.toISOString() ?? null,
        to,
        unknownApprovals: await findApprovalsOfRecord(scope, mark.gapRecordId),
      },
      summary: "Redis had lost something of this organization; its counters were rebuilt from the ledger",
    });
    return true;
  });
}
