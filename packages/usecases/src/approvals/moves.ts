import { type Actor, type LiveMessage, newId } from "@countersign/contracts";
import { BY_LINK, type JsonObject } from "@countersign/core";
import {
  type ApprovalRow,
  appendAct,
  appendOutbox,
  type Db,
  findGlassBreaks,
  findShard,
  findVotes,
  type TenantScope,
} from "@countersign/db";
import { recordEndOfCall } from "./end-record.ts";
import { type ApprovalView, approvalView } from "./view.ts";

/** Where an organization's hot state stands. */
export interface Place {
  readonly org: string;
  readonly shard: number;
}

/** What approvals work with. */
export interface ApprovalDeps {
  readonly db: Db;
  /** Says it live after the commit, so that waiters go on at once. Failures are ignored: the outbox repeats it. */
  readonly announce?: (place: Place, message: LiveMessage) => Promise<void>;
}

/** The agent side of an approval: who may claim, withdraw and collect it. */
export interface ApprovalPrincipal {
  readonly agentId: string;
  readonly instanceId: string | null;
  readonly instanceName: string;
}

export const SYSTEM_ACTOR: Actor = { kind: "system", id: null, name: "Countersign" };

export interface ApprovalAct {
  /** `approval.approved`, `approval.claimed` … */
  readonly action: string;
  readonly actor: Actor;
  readonly detail?: JsonObject;
  /** Whether the actor acted by a mailed link: then nothing proves who it was. */
  readonly isByLink?: boolean;
}

/** Puts the record of something that happened to an approval on its way to the audit. */
export async function recordAct(scope: TenantScope, row: ApprovalRow, act: ApprovalAct): Promise<void> {
  const verb = act.action.slice(act.action.indexOf(".") + 1).replaceAll("_", " ");
  await appendAct(scope, {
    id: newId("record"),
    kind: "approval",
    action: act.action,
    actor: act.actor,
    subject: { kind: "approval", id: row.id, name: row.operationName },
    approvalId: row.id,
    agentName: row.agentName,
    instanceName: row.instanceName,
    connectionName: row.connectionName,
    operationName: row.operationName,
    detail: {
      state: row.state,
      revision: row.revision,
      attempt: row.attempt,
      ruleIds: row.ruleIds,
      forwardedHash: row.forwardedHash,
      ...act.detail,
    },
    summary: `${verb} by ${act.actor.name}${act.isByLink ? ` (${BY_LINK})` : ""}`,
  });
}

/** One move's record and outbox row, in the transaction of the move; and the call's own record when it ends there. */
export async function recordMove(scope: TenantScope, row: ApprovalRow, act: ApprovalAct): Promise<void> {
  await recordAct(scope, row, act);
  await recordEndOfCall(scope, row);
  await appendOutbox(scope, { topic: "approval.changed", payload: { approvalId: row.id, state: row.state } });
}

/** The view of a row with its votes, read in the same transaction. */
export async function viewOf(scope: TenantScope, row: ApprovalRow): Promise<ApprovalView> {
  return approvalView(row, await findVotes(scope, [row.id]), await findGlassBreaks(scope, row));
}

/** What a transaction hands back: its value, and the approvals whose move is to be said live after the commit. */
export interface Moved<T> {
  readonly value: T;
  readonly moved?: ApprovalRow;
}

/** Runs work in one transaction of an organization and says its move live after the commit. */
export async function inTenant<T>(
  deps: ApprovalDeps,
  organizationId: string,
  work: (scope: TenantScope) => Promise<Moved<T>>,
): Promise<T> {
  const { value, moved, shard } = await deps.db.tenant(organizationId, async (scope) => {
    const done = await work(scope);
    return { ...done, shard: done.moved && deps.announce ? await findShard(scope) : null };
  });
  if (moved && shard !== null) await announceMove(deps, { org: organizationId, shard }, moved);
  return value;
}

async function announceMove(deps: ApprovalDeps, place: Place, row: ApprovalRow): Promise<void> {
  try {
    await deps.announce?.(place, { type: "approval", id: row.id, state: row.state });
  } catch {
    // A hint only: the outbox row of the same transaction says it again.
  }
}
