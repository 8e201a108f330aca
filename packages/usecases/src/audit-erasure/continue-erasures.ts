import type { TenantScope, WorkerDb } from "@countersign/db";
import {
  advanceErasure,
  type ErasureRow,
  eraseApprovals,
  eraseSavedViews,
  findHolding,
  findHoldingApprovals,
  findOpenErasures,
  findTreeHead,
  finishErasure,
  holdErasure,
} from "@countersign/db/audit";
import { SYSTEM_ACTOR } from "../approvals/moves.ts";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import { eraseRecords } from "./erase-records.ts";
import { holdsAny, storedForms } from "./needles.ts";

/** Records that one transaction looks through. */
const WINDOW = 2_000n;
const STEP_MS = 60_000;

/** Does one step of each erasure that is under way; true when one has more to do at once. `now`: UTC. */
export async function continueErasures({ db }: { readonly db: WorkerDb }, now: Date): Promise<boolean> {
  let hasMore = false;
  for (const { id, organizationId } of await db.system(findOpenErasures)) {
    const more = await db.tenant(organizationId, (scope) => step(scope, { id, now }), { timeoutMs: STEP_MS });
    hasMore ||= more;
  }
  return hasMore;
}

/** A step commits what it erased together with how far it came, so that two workers or a restart never count twice. */
async function step(scope: TenantScope, { id, now }: { readonly id: string; readonly now: Date }): Promise<boolean> {
  const erasure = await holdErasure(scope, id);
  if (!erasure) return false;
  const { needles, position } = erasure;
  const texts = storedForms(needles);
  const end = (await findTreeHead(scope))?.size ?? 0n;
  const below = position + WINDOW < end ? position + WINDOW : end;
  const rows = await findHolding(scope, { from: position, below, texts });
  const theirs = rows.filter(({ record }) => holdsAny(JSON.stringify(record), needles));
  const records = theirs.length > 0 ? await eraseRecords(scope, theirs, { cause: causeOf(id), now }) : 0;
  if (below < end) {
    await advanceErasure(scope, id, { position: below, records, approvals: 0 });
    return true;
  }
  const held = (await findHoldingApprovals(scope, texts)).filter(({ text }) => holdsAny(text, needles));
  const ended = held.filter(({ hasEnded }) => hasEnded).map((each) => each.id);
  const approvals = ended.length > 0 ? await eraseApprovals(scope, ended) : 0;
  await advanceErasure(scope, id, { position: below, records, approvals });
  // What still waits ends some day, and its records are theirs too.
  if (held.length > ended.length) return false;
  await eraseSavedViews(scope, needles);
  await finishErasure(scope, id);
  await recordEnd(scope, erasure, { records: erasure.records + records, approvals: erasure.approvals + approvals });
  return false;
}

const causeOf = (erasure: string) => ({ why: "person", erasure }) as const;

/** Says what was done, and of whom it was not said: the record of an erasure names nobody. */
function recordEnd(
  scope: TenantScope,
  { id }: ErasureRow,
  counts: { readonly records: number; readonly approvals: number },
): Promise<void> {
  return appendConfigurationAct(scope, SYSTEM_ACTOR, {
    kind: "member",
    action: "erasure.finished",
    subject: { kind: "erasure", id, name: id },
    detail: { erasure: id, ...counts },
    summary: `erasure ${id} took a person's data out of ${counts.records} records and ${counts.approvals} approvals`,
  });
}
