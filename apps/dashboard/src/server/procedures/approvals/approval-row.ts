import { isJsonObject, type JsonObject } from "@countersign/core";
import type { ApprovalView } from "@countersign/usecases";
import type { ApprovalRow } from "../../views/approval.ts";
import { type OperationDefinition, titleOf } from "../../views/operation-definition.ts";

/** An approval as a line of the inbox. */
export function approvalRow(approval: ApprovalView, definition: OperationDefinition | null): ApprovalRow {
  return {
    id: approval.id,
    state: approval.state,
    requestedAt: new Date(approval.requestedAtMs).toISOString(),
    expiresAt: new Date(approval.expiresAtMs).toISOString(),
    decidedAt: approval.decidedAtMs === null ? null : new Date(approval.decidedAtMs).toISOString(),
    brokenGlassAt: approval.brokenGlassAtMs === null ? null : new Date(approval.brokenGlassAtMs).toISOString(),
    agentName: approval.agentName,
    agentTitle: approval.agentTitle,
    instanceName: approval.instanceName,
    operation: `${approval.connectionName}.${approval.operationName}`,
    operationTitle: titleOf(definition, approval.operationName),
    summary: approval.summary,
    ruleIds: [...approval.ruleIds],
    costMicros: approval.priceMicros.toString(),
    revision: approval.revision,
  };
}

/** The arguments of an approval; empty when the stored text isn't an object. */
export function argumentsOf(approval: Pick<ApprovalView, "argumentsText">): JsonObject {
  try {
    const parsed: unknown = JSON.parse(approval.argumentsText);
    return isJsonObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
