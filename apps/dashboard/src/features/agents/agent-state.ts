import type { BadgeTone } from "@countersign/ui";
import type { AgentView } from "#server/views/agent.ts";

export const AGENT_STATES = ["running", "stopped", "owner_gone", "archived"] as const;
export type AgentState = (typeof AGENT_STATES)[number];

/** How an agent stands: what keeps it from calling comes before what only needs somebody's attention. */
export function agentState({ archivedAt, kill, owner }: Pick<AgentView, "archivedAt" | "kill" | "owner">): AgentState {
  if (archivedAt !== null) return "archived";
  if (kill !== null) return "stopped";
  return owner?.isGone ? "owner_gone" : "running";
}

export const STATE_WORDS: Readonly<Record<AgentState, string>> = {
  running: "May call",
  stopped: "Stopped",
  owner_gone: "Owner left",
  archived: "Archived",
};

export const STATE_TONES: Readonly<Record<AgentState, BadgeTone>> = {
  running: "ok",
  stopped: "danger",
  owner_gone: "attention",
  archived: "muted",
};
