import type { ActRecord, AuditRecord, CallRecord } from "@countersign/contracts";
import type { NewRecord, RecordColumns } from "@countersign/db/audit";
import { recordTerms } from "./record-terms.ts";

/** A record as it is stored: its searchable columns beside its whole body, and the terms it is found by. */
export function newRecord(record: AuditRecord): NewRecord {
  const columns = record.kind === "call" ? callColumns(record) : actColumns(record);
  return { columns, record, terms: recordTerms(record) };
}

function callColumns(record: CallRecord): RecordColumns {
  const { gatewayMs, upstreamMs } = record.latency;
  return {
    ...shared(record),
    agentId: record.principal.agentId,
    agentName: record.principal.agentName,
    instanceId: record.principal.instanceId,
    instanceName: record.principal.instanceName,
    connectionName: record.connectionName,
    operationName: record.operationName,
    surface: record.surface,
    decision: record.decision,
    outcome: record.outcome,
    ruleIds: record.ruleIds,
    personId: record.principal.personId,
    costMicros: record.costMicros,
    // Human time isn't the platform's latency.
    latencyMs: gatewayMs + upstreamMs,
  };
}

function actColumns(record: ActRecord): RecordColumns {
  return {
    ...shared(record),
    agentId: record.subject.kind === "agent" ? record.subject.id : null,
    agentName: record.agentName,
    instanceId: null,
    instanceName: record.instanceName,
    connectionName: record.connectionName,
    operationName: record.operationName,
    surface: null,
    decision: null,
    outcome: null,
    ruleIds: [],
    personId: record.actor.kind === "user" ? record.actor.id : null,
    costMicros: "0",
    latencyMs: null,
  };
}

function shared(record: AuditRecord) {
  const { id, at, organizationId, kind, approvalId, summary } = record;
  return { id, at, organizationId, kind, approvalId, summary };
}
