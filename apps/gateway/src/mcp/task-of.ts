import { isTerminal } from "@countersign/core";
import type { TaskState } from "@countersign/mcp";
import type { ApprovalView } from "../approvals/approval-desk.ts";

/** How often a client is asked to look, ms. */
const POLL_INTERVAL_MS = 5_000;

/** An approval as a task: its ticket is the task's id. */
export function taskOf(approval: ApprovalView, change: Partial<TaskState> = {}): TaskState {
  const isEnded = isTerminal(approval.state);
  const endedAs = approval.state === "cancelled" ? "cancelled" : "completed";
  return {
    taskId: approval.id,
    status: isEnded ? endedAs : "working",
    statusMessage: approval.state === "pending" ? "Waiting for a person to approve this call." : approval.state,
    createdAtMs: approval.requestedAtMs,
    lastUpdatedAtMs: approval.decidedAtMs ?? approval.requestedAtMs,
    ttlMs: (approval.permitUntilMs ?? approval.expiresAtMs) - approval.requestedAtMs,
    pollIntervalMs: POLL_INTERVAL_MS,
    ...change,
  };
}
