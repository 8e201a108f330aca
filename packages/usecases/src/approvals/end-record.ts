import { createHash } from "node:crypto";
import { type CallRecord, type ErrorCode, newId, type Outcome, surfaceSchema } from "@countersign/contracts";
import type { ApprovalState } from "@countersign/core";
import { type ApprovalRow, appendRecord, setEndRecord, type TenantScope } from "@countersign/db";

interface End {
  readonly outcome: Outcome;
  readonly errorCode: ErrorCode;
}

/** How a call ends that people didn't let run, by the state its approval ended in. */
const ENDS: { readonly [S in ApprovalState]?: End } = {
  denied: { outcome: "denied", errorCode: "approval.request.denied" },
  expired: { outcome: "expired", errorCode: "approval.request.expired" },
  cancelled: { outcome: "cancelled", errorCode: "approval.request.cancelled" },
  lapsed: { outcome: "expired", errorCode: "approval.permit.lapsed" },
};

const ARGUMENT_LENGTH = 8_000;

/**
 * A call is one record, written at its end. For a call that never ran the end is its approval's: the record goes out in
 * the same transaction, whether an agent still waits or not.
 */
export async function recordEndOfCall(scope: TenantScope, row: ApprovalRow): Promise<void> {
  const end = ENDS[row.state as ApprovalState];
  if (!end) return;
  const record = endRecord(row, end);
  await appendRecord(scope, record);
  await setEndRecord(scope, row.id, record.id);
}

function endRecord(row: ApprovalRow, end: End): Omit<CallRecord, "at" | "organizationId"> {
  const { argumentsText } = row;
  const kept = argumentsText.slice(0, ARGUMENT_LENGTH);
  const text = kept.isWellFormed() ? kept : kept.slice(0, -1);
  const waitedMs = (row.endedAt ?? row.requestedAt).getTime() - row.requestedAt.getTime();
  return {
    id: newId("record"),
    kind: "call",
    callId: row.id,
    principal: {
      agentId: row.agentId,
      agentName: row.agentName,
      instanceId: row.instanceId,
      instanceName: row.instanceName,
      instanceProved: row.instanceProved,
      keyId: row.keyId,
      personId: row.personId,
      clientName: row.clientName,
      clientVersion: row.clientVersion,
      ip: null,
    },
    connectionId: row.connectionId,
    connectionName: row.connectionName,
    operationName: row.operationName,
    surface: surfaceSchema.parse(row.surface),
    arguments: {
      text,
      bytes: Buffer.byteLength(argumentsText),
      sha256: createHash("sha256").update(argumentsText).digest("hex"),
      isCut: text.length < argumentsText.length,
    },
    argumentsHash: row.argumentsHash,
    forwardedHash: row.forwardedHash,
    decision: "require_approval",
    ruleIds: row.ruleIds,
    reasons: row.ruleIds.map((ruleId) => ({ ruleId, text: "the rule asks for a person's approval" })),
    policyVersion: row.policyVersion,
    approvalId: row.id,
    // It never ran, so no claim ends with this record.
    attempt: null,
    outcome: end.outcome,
    errorCode: end.errorCode,
    errorDetail: row.reason,
    result: null,
    latency: { gatewayMs: 0, approvalMs: waitedMs, upstreamMs: 0 },
    reservedMicros: "0",
    costMicros: "0",
    limits: [],
    // It never ran, so it put nothing on its session; these are what the session had.
    labels: [],
    ...(row.labels.length > 0 && { sessionLabels: row.labels }),
    summary: row.summary,
    count: 1,
  };
}
