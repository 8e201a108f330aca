import { type CallRecord, callRecordSchema, type DecisionKind } from "@countersign/contracts";
import { isJsonObject, type JsonObject, parseStrictJson } from "@countersign/core";
import { type CompiledPolicy, type ContextAgent, decide, looksAtSession } from "@countersign/policy";

/** Why nobody can say what a policy would make of a recorded call. */
export type UnclearReason =
  /** Its record can't be read. */
  | "unreadable"
  /** Arguments were cut, taken out or erased, so that conditions would look at something else. */
  | "arguments"
  /** What its session had then isn't in its record, and rules look at it. */
  | "labels"
  /** The agent or the operation isn't there any more. */
  | "gone";

export type Replay =
  /** Something else than the policy decided: a kill switch, a key's restriction, a held tool, malformed arguments. */
  | { readonly kind: "passed_over" }
  | { readonly kind: "unclear"; readonly reason: UnclearReason; readonly count: number }
  | { readonly kind: "decided"; readonly change: ReplayedCall };

/** A recorded call, and what a policy would make of it. */
export interface ReplayedCall {
  readonly recordId: string;
  readonly agent: string;
  /** `connection.operation`. */
  readonly operation: string;
  readonly recorded: DecisionKind;
  readonly replayed: DecisionKind;
  /** Ids of the rules that would decide it. */
  readonly rules: readonly string[];
  /** How many calls the record stands for. */
  readonly count: number;
}

/** What the policy decided, or what came after it had let the call through. */
const DECIDED_BY_POLICY = /^(policy\.(rule|default|condition|price)\.|approval\.|limit\.)/;
const RAN: ReadonlySet<string> = new Set(["succeeded", "failed", "unknown"]);

/** Decides a recorded call again. What the record doesn't hold whole is never guessed. */
export function replayCall(policy: CompiledPolicy, agents: ReadonlyMap<string, ContextAgent>, stored: unknown): Replay {
  const read = callRecordSchema.safeParse(stored);
  if (!read.success) return { kind: "unclear", reason: "unreadable", count: 1 };
  const record = read.data;
  const { count } = record;
  if (!wasDecided(record)) return { kind: "passed_over" };
  const agent = agents.get(record.principal.agentId);
  const operation = `${record.connectionName}.${record.operationName}`;
  if (!agent || !policy.operations.has(operation)) return { kind: "unclear", reason: "gone", count };
  const args = wholeArguments(record);
  if (args === null) return { kind: "unclear", reason: "arguments", count };
  const { principal, sessionLabels } = record;
  const isLabelled = sessionLabels !== undefined || !looksAtSession(policy, agent, operation);
  if (!isLabelled) return { kind: "unclear", reason: "labels", count };
  const decision = decide(policy, {
    agent: { id: principal.agentId, name: agent.name, tags: agent.tags },
    instance: {
      id: principal.instanceProved && principal.instanceId !== null ? principal.instanceId : principal.agentId,
      name: principal.instanceName,
      proved: principal.instanceProved,
    },
    person: principal.personId,
    operation,
    args,
    session: sessionLabels ? { labels: sessionLabels } : null,
    nowMs:
      Date.parse(record.at) -
      Math.round(record.latency.gatewayMs + record.latency.approvalMs + record.latency.upstreamMs),
  });
  return {
    kind: "decided",
    change: {
      recordId: record.id,
      agent: agent.name,
      operation,
      recorded: record.decision,
      replayed: decision.decision,
      rules: decision.rules,
      count,
    },
  };
}

function wasDecided({ outcome, errorCode, decision }: CallRecord): boolean {
  if (RAN.has(outcome)) return true;
  if (errorCode === null) return true;
  return DECIDED_BY_POLICY.test(errorCode) || decision !== "deny";
}

/** The arguments as they were judged, or null where the record shows others. */
function wholeArguments(record: CallRecord): JsonObject | null {
  const { arguments: kept } = record;
  if (kept === null || kept.isCut || wasRedacted(record)) return null;
  const parsed = parseStrictJson(kept.text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : null;
}

function wasRedacted({ redacted }: CallRecord): boolean {
  return redacted !== undefined && Object.keys(redacted.arguments).length > 0;
}
