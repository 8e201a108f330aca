"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { AgentView } from "#server/views/agent.ts";
import { AGENT_STATES, type AgentState, agentState } from "./agent-state.ts";

export interface AgentFilters {
  readonly q: string;
  readonly tag: string | null;
  readonly owner: string | null;
  readonly state: AgentState | null;
}

/** What the list is narrowed by, in the URL. */
export function useAgentFilters() {
  return useQueryStates(
    {
      q: parseAsString.withDefault(""),
      tag: parseAsString,
      owner: parseAsString,
      state: parseAsStringLiteral(AGENT_STATES),
    },
    { history: "replace" },
  );
}

/** The agents that match. Archived ones are shown only when asked for. Pure. */
export function matchingAgents(agents: readonly AgentView[], filters: AgentFilters): readonly AgentView[] {
  const words = filters.q.trim().toLowerCase();
  return agents.filter((agent) => {
    const state = agentState(agent);
    if (filters.state === null ? state === "archived" : state !== filters.state) return false;
    if (filters.tag !== null && !agent.tags.includes(filters.tag)) return false;
    if (filters.owner !== null && agent.owner?.memberId !== filters.owner) return false;
    return (
      words === "" || [agent.name, agent.title, agent.description].some((text) => text.toLowerCase().includes(words))
    );
  });
}
