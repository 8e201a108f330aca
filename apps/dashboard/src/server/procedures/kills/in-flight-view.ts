import type { InFlight } from "@countersign/usecases";
import type { InFlightView } from "../../views/kill.ts";

/** What a target has in hand, as the API shows it. */
export function inFlightView({ calls, approvals }: InFlight): InFlightView {
  return {
    calls: calls?.map((call) => ({ id: call.callId, ...heldView(call) })) ?? null,
    approvals: approvals.map((approval) => ({ id: approval.approvalId, state: approval.state, ...heldView(approval) })),
  };
}

function heldView(held: NonNullable<InFlight["calls"]>[number] | InFlight["approvals"][number]) {
  const { agentName, instanceName, connectionName, operationName, summary, since } = held;
  return {
    agentName,
    instanceName,
    operation: `${connectionName}.${operationName}`,
    summary,
    since: since.toISOString(),
  };
}
