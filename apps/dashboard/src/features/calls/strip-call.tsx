import { formatUsd } from "@countersign/core";
import { Countdown, formatMs, MoneyText, type StripCall } from "@countersign/ui";
import type { ApprovalRow } from "#server/views/approval.ts";
import type { RecordRow } from "#server/views/record.ts";
import { markOf, markOfState } from "./mark-of.ts";

/** A record as a line of the strip. */
export function stripCall(row: RecordRow): StripCall {
  const { mark, word } = markOf(row);
  const isCall = row.kind === "call";
  const hasRun = isCall && row.outcome !== "denied" && row.outcome !== "limited";
  return {
    id: row.id,
    at: row.at,
    mark,
    markWord: word,
    agent: row.agentTitle ?? row.agentName ?? row.actorName ?? "Countersign",
    instance: namedInstance(row.instanceName),
    operation: row.operation ?? row.action ?? row.kind,
    argument: row.summary,
    rule: row.ruleIds.join(", "),
    cost: <MoneyText amount={hasRun ? costOf(row) : null} />,
    isWaiting: false,
    latency: row.latencyMs === null ? "" : formatMs(row.latencyMs),
  };
}

/** What a call cost. Where nobody said, it isn't nothing. */
function costOf({ costMicros, unpriced }: RecordRow): string | null {
  if (unpriced) return "unpriced";
  return costMicros === null ? null : formatUsd(BigInt(costMicros));
}

/** A waiting approval as a line of the strip: instead of a latency it shows the time that is left. */
export function stripApproval(row: ApprovalRow): StripCall {
  const { mark, word } = markOfState(row.state);
  const isWaiting = row.state === "pending";
  return {
    id: row.id,
    at: row.requestedAt,
    mark,
    markWord: word,
    agent: row.agentTitle,
    instance: namedInstance(row.instanceName),
    operation: row.operation,
    argument: row.summary,
    rule: row.ruleIds.join(", "),
    cost: <MoneyText amount={formatUsd(BigInt(row.costMicros))} />,
    isWaiting,
    latency: isWaiting ? <Countdown until={row.expiresAt} className="faint" /> : "",
  };
}

/** An agent that never named its instance has one called `default`, which says nothing. */
function namedInstance(name: string | null): string {
  return name === null || name === "default" ? "" : name;
}
