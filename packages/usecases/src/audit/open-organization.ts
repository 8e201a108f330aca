import type { Admission } from "@countersign/admission";
import { newId } from "@countersign/contracts";
import {
  appendAct,
  appendOutbox,
  endClaims,
  findExecuting,
  findOpeningState,
  hasRun,
  sumLedger,
  type TenantScope,
  type WorkerDb,
} from "@countersign/db";
import { SYSTEM_ACTOR } from "../approvals/moves.ts";

export interface OpeningDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "openOrganization" | "organizationState">;
}

export type Opening = "OPENED" | "ALREADY_OPEN" | "UNAVAILABLE";

/**
 * Opens an organization whose hot state is missing: counters from the ledger, kills and version from Postgres. Only the
 * shard's audit writer may call it, after it has brought the stream into Postgres. Where Redis had lost the
 * organization, claims in progress become unknown and a gap record says so.
 */
export async function openOrganization(
  deps: OpeningDeps,
  place: { readonly org: string; readonly shard: number },
): Promise<Opening> {
  const state = await deps.admission.organizationState(place);
  if (state.kind !== "STATE") return "UNAVAILABLE";
  if (state.isOpen) return "ALREADY_OPEN";
  const opening = await deps.db.tenant(place.org, async (scope) => {
    // A sequence without the mark of being open: somebody saw it fall back. None at all: Redis is new to it.
    if (state.sequence !== null || (await hasRun(scope))) await recordLoss(scope);
    return { ...(await findOpeningState(scope)), sums: await sumLedger(scope) };
  });
  const verdict = await deps.admission.openOrganization({
    ...place,
    version: Number(opening.snapshotVersion),
    kills: opening.kills,
    counters: opening.sums.map((sum) => ({
      id: sum.limitName,
      rule: sum.rule,
      ...(sum.limitName === "" ? {} : { name: sum.limitName }),
      scope: { kind: sum.scopeKind, id: sum.scopeId },
      kind: sum.kind,
      windowId: sum.windowId,
      windowEndMs: sum.windowEndMs === null ? null : Number(sum.windowEndMs),
      value: sum.used,
    })),
  });
  return verdict.kind;
}

/** Redis lost what it knew: whether claimed calls ran can't be said any more, and the loss is itself recorded. */
async function recordLoss(scope: TenantScope): Promise<void> {
  const recordId = newId("record");
  const executing = await findExecuting(scope);
  const { organizationId } = scope;
  const ends = executing.map(({ id, attempt }) => {
    return { organizationId, approvalId: id, attempt, event: "lose" as const, recordId };
  });
  for (const row of await endClaims(scope, ends)) {
    await appendOutbox(scope, { topic: "approval.changed", payload: { approvalId: row.id, state: row.state } });
  }
  await appendAct(scope, {
    id: recordId,
    kind: "gap",
    action: "state.rebuilt",
    actor: SYSTEM_ACTOR,
    subject: { kind: "organization", id: organizationId, name: organizationId },
    approvalId: null,
    agentName: null,
    instanceName: null,
    connectionName: null,
    operationName: null,
    detail: { unknownApprovals: executing.map(({ id }) => id) },
    summary: "Redis had lost this organization; counters were rebuilt from the ledger",
  });
}
