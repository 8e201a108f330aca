import type { ApprovalView } from "../approvals/approval-desk.ts";
import type { GatewaySnapshot, OperationEntry } from "../snapshot/gateway-snapshot.ts";

/** The operation that an approval is for, as it reads now; null when it is gone. */
export function operationOf(snapshot: GatewaySnapshot, approval: ApprovalView): OperationEntry | null {
  const fullName = `${approval.connectionName}.${approval.operationName}`;
  return snapshot.operations.find((each) => each.fullName === fullName) ?? null;
}
