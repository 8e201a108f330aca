import { type CallRecord, newId } from "@countersign/contracts";
import type { StreamItem } from "./write-records.ts";

/** A call's record as a gateway writes it. */
export function callRecordOf(organizationId: string, change: Partial<CallRecord> = {}): CallRecord {
  return {
    id: newId("record"),
    at: new Date().toISOString(),
    organizationId,
    kind: "call",
    callId: newId("call"),
    principal: {
      agentId: "agt_1",
      agentName: "sales-research",
      instanceId: "ins_1",
      instanceName: "default",
      instanceProved: true,
      keyId: null,
      personId: null,
      clientName: "vitest",
      clientVersion: "4",
      ip: null,
    },
    connectionId: "con_1",
    connectionName: "demo",
    operationName: "search_web",
    surface: "mcp",
    arguments: { text: '{"query":"robot arms"}', bytes: 22, sha256: "a".repeat(64), isCut: false },
    argumentsHash: "b".repeat(64),
    forwardedHash: "a".repeat(64),
    decision: "allow",
    ruleIds: ["search"],
    reasons: [{ ruleId: "search", text: "allowed by search" }],
    policyVersion: 1,
    approvalId: null,
    attempt: null,
    outcome: "succeeded",
    errorCode: null,
    errorDetail: null,
    result: { text: '{"hits":3}', bytes: 10, sha256: "c".repeat(64), isCut: false },
    latency: { gatewayMs: 1.5, approvalMs: 0, upstreamMs: 12 },
    reservedMicros: "4000",
    costMicros: "4000",
    limits: [limitTouch("calls", "1"), limitTouch("spend", "4000")],
    labels: [],
    summary: "robot arms",
    count: 1,
    ...change,
  };
}

/** What a call took from a limit of the present day. */
export function limitTouch(kind: "calls" | "spend", amount: string): CallRecord["limits"][number] {
  return {
    id: kind,
    kind,
    rule: "rule-search",
    name: null,
    scope: { kind: "agent", id: "agt_1" },
    windowId: "day:2099-01-01",
    windowEndMs: Date.UTC(2099, 0, 2),
    amount,
  };
}

/** A record as it stands on the stream, at the n-th place. */
export function streamItemOf(record: CallRecord, place: number, origin: StreamItem["origin"] = "settled"): StreamItem {
  const streamId = `${1_000 + place}-0`;
  const { organizationId, callId } = record;
  return {
    streamId,
    sequence: place + 1,
    source: streamId,
    organizationId,
    origin,
    callId,
    raw: JSON.stringify(record),
  };
}
