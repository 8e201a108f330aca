import { sweepOutbox, sweepSessionLabels, sweepSignIns } from "@countersign/db";
import { ensureAuditPartitions } from "@countersign/db/audit";
import { sweepEmailLinks } from "@countersign/db/channels";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const HOUR_MS = 3_600_000;
const DAYS_AHEAD = 7;
const KEEP_DONE_MS = 7 * 24 * HOUR_MS;
const KEEP_LINKS_MS = 24 * HOUR_MS;
/** A record that tells of a label is stored long before. */
const KEEP_LABELS_MS = 7 * 24 * HOUR_MS;
const KEEP_SIGN_INS_MS = 30 * 24 * HOUR_MS;

/** Makes partitions for the days ahead, at the start and each hour; removes what has been over for long enough. */
export function startHousekeeping(deps: WorkerDeps): Loop {
  return startLoop({ name: "housekeeping", everyMs: HOUR_MS, logger: deps.logger }, async () => {
    const made = await deps.db.system((scope) => ensureAuditPartitions(scope, DAYS_AHEAD), { timeoutMs: 60_000 });
    const swept = await deps.db.system((scope) => sweepOutbox(scope, KEEP_DONE_MS), { timeoutMs: 60_000 });
    const signIns = await deps.db.system((scope) => sweepSignIns(scope, KEEP_SIGN_INS_MS), { timeoutMs: 60_000 });
    const links = await deps.db.system((scope) => sweepEmailLinks(scope, KEEP_LINKS_MS), { timeoutMs: 60_000 });
    const labels = await deps.db.system((scope) => sweepSessionLabels(scope, KEEP_LABELS_MS), { timeoutMs: 60_000 });
    if (made + swept + signIns + links + labels > 0) {
      const counts = {
        partitionsMade: made,
        outboxSwept: swept,
        signInsSwept: signIns,
        linksSwept: links,
        labelsSwept: labels,
      };
      deps.logger.info(counts, "kept house");
    }
    return false;
  });
}
