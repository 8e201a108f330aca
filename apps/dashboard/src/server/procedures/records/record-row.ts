import { decisionSchema, outcomeSchema, RECORD_KINDS, type RecordRow as StoredRow } from "@countersign/contracts";
import type { RecordRow } from "../../views/record.ts";

/** A stored record as a line of the strip. `titles` gives agents' titles by name. */
export function recordRow(row: StoredRow, titles: ReadonlyMap<string, string>): RecordRow {
  const operation =
    row.connectionName !== null && row.operationName !== null ? `${row.connectionName}.${row.operationName}` : null;
  return {
    id: row.id,
    at: row.at,
    kind: RECORD_KINDS.find((kind) => kind === row.kind) ?? "gap",
    action: row.action,
    actorName: row.actorName,
    agentName: row.agentName,
    agentTitle: row.agentName === null ? null : (titles.get(row.agentName) ?? null),
    instanceName: row.instanceName,
    operation,
    summary: row.summary,
    ruleIds: row.ruleIds,
    decision: decisionSchema.safeParse(row.decision).data ?? null,
    outcome: outcomeSchema.safeParse(row.outcome).data ?? null,
    costMicros: row.kind === "call" ? row.costMicros.toString() : null,
    unpriced: row.unpriced,
    latencyMs: row.latencyMs,
    approvalId: row.approvalId,
  };
}
