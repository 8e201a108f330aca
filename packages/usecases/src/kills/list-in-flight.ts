import type { Admission, InFlightCall as HeldCall } from "@countersign/admission";
import { callRecordSchema } from "@countersign/contracts";
import { type ApprovalRow, type Db, listOpenApprovals } from "@countersign/db";
import type { Place } from "../configuration/change-configuration.ts";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";
import { approvalsOf, findTarget, type KillTarget } from "./kill-target.ts";

export interface InFlightDeps {
  readonly db: Db;
  readonly hot: Pick<Admission, "listInFlight">;
}

/** A call that is out at its upstream. */
export interface CallInFlight {
  readonly callId: string;
  readonly agentId: string;
  readonly agentName: string;
  readonly instanceName: string;
  readonly connectionName: string;
  readonly operationName: string;
  /** The first required argument, cut. */
  readonly summary: string;
  readonly since: Date;
}

/** An approval that waits for people, or is approved and waits for its agent. */
export interface WaitingApproval {
  readonly approvalId: string;
  readonly state: "pending" | "approved";
  readonly agentId: string;
  readonly agentName: string;
  readonly instanceName: string;
  readonly connectionName: string;
  readonly operationName: string;
  readonly summary: string;
  readonly since: Date;
}

/** What a target has in hand. */
export interface InFlight {
  /** Null when Redis can't be asked. Oldest first, at most 200. */
  readonly calls: readonly CallInFlight[] | null;
  /** Oldest first, at most 200. */
  readonly approvals: readonly WaitingApproval[];
}

const MOST_SHOWN = 200;

/** The calls a target has out and the approvals it waits for: what a kill switch would meet. */
export async function listInFlight(
  deps: InFlightDeps,
  { organizationId, target }: { readonly organizationId: string; readonly target: KillTarget },
): Promise<Outcome<InFlight>> {
  const found = await deps.db.tenant(organizationId, (scope) => findTarget(scope, target));
  if (!found) return unknownTarget(target.kind);
  const place = await placeOf(deps.db, organizationId);
  return { ok: true, value: await readInFlight(deps, place, target) };
}

/** The same for a target that is known to be there. */
export async function readInFlight(deps: InFlightDeps, place: Place, target: KillTarget): Promise<InFlight> {
  const held = await deps.hot.listInFlight(place);
  const approvals = await deps.db.tenant(place.org, (scope) =>
    listOpenApprovals(scope, approvalsOf(target), MOST_SHOWN),
  );
  return {
    calls: held.kind === "IN_FLIGHT" ? callsOf(held.calls, target) : null,
    approvals: approvals.map(waitingApproval),
  };
}

function callsOf(held: readonly HeldCall[], target: KillTarget): CallInFlight[] {
  const calls = held.flatMap(({ callId, unknownRecord }): CallInFlight[] => {
    // The record that stands for the call while it is out says whose it is.
    const { principal, ...record } = callRecordSchema.parse(JSON.parse(unknownRecord));
    const ids = {
      organization: record.organizationId,
      agent: principal.agentId,
      instance: principal.instanceId,
      connection: record.connectionId,
      key: principal.keyId,
    };
    if (ids[target.kind] !== target.id) return [];
    const { agentId, agentName, instanceName } = principal;
    const { connectionName, operationName, summary } = record;
    return [
      { callId, agentId, agentName, instanceName, connectionName, operationName, summary, since: new Date(record.at) },
    ];
  });
  return calls.sort((a, b) => a.since.getTime() - b.since.getTime()).slice(0, MOST_SHOWN);
}

function waitingApproval(row: ApprovalRow): WaitingApproval {
  const { id, agentId, agentName, instanceName, connectionName, operationName, summary, requestedAt } = row;
  const state = row.state === "approved" ? "approved" : "pending";
  return {
    approvalId: id,
    state,
    agentId,
    agentName,
    instanceName,
    connectionName,
    operationName,
    summary,
    since: requestedAt,
  };
}
