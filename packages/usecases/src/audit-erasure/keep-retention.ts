import type { TenantScope, WorkerDb } from "@countersign/db";
import {
  eraseApprovals,
  findDueRetentions,
  findOutdated,
  findOutdatedApprovals,
  holdRetention,
  type Retention,
  setErasedBefore,
} from "@countersign/db/audit";
import { eraseRecords } from "./erase-records.ts";

const DAY_MS = 86_400_000;
/** Records may be stored late, with the time of their call: so much is looked through again. */
const LATE_MS = 7 * DAY_MS;
const AT_ONCE = 500;
const STEP_MS = 60_000;

/**
 * Erases who, arguments and results of records and approvals that are older than their organization keeps them, some at
 * a time; true when there is more. Places in the tree stay, and what is left of each record. `now`: UTC.
 */
export async function keepRetention({ db }: { readonly db: WorkerDb }, now: Date): Promise<boolean> {
  let hasMore = false;
  for (const due of await db.system((scope) => findDueRetentions(scope, now))) {
    const more = await db.tenant(due.organizationId, (scope) => step(scope, due, now), { timeoutMs: STEP_MS });
    hasMore ||= more;
  }
  return hasMore;
}

async function step(scope: TenantScope, due: Retention, now: Date): Promise<boolean> {
  if (!(await holdRetention(scope))) return false;
  const before = new Date(now.getTime() - due.retentionDays * DAY_MS);
  const from = due.erasedBefore && new Date(due.erasedBefore.getTime() - LATE_MS);
  const rows = await findOutdated(scope, { from, before, limit: AT_ONCE });
  const approvals = await findOutdatedApprovals(scope, before, AT_ONCE);
  if (rows.length > 0) await eraseRecords(scope, rows, { cause: { why: "retention" }, now });
  if (approvals.length > 0) await eraseApprovals(scope, approvals);
  if (rows.length === AT_ONCE || approvals.length === AT_ONCE) return true;
  await setErasedBefore(scope, before);
  return false;
}
