import { formatUsd } from "@countersign/core";
import { Badge, MoneyText, type TableColumn, Tag, TimeText } from "@countersign/ui";
import type { AgentView } from "#server/views/agent.ts";
import { agentState, STATE_TONES, STATE_WORDS } from "./agent-state.ts";

/** The columns of the list of agents. */
export const AGENT_COLUMNS: readonly TableColumn<AgentView>[] = [
  { id: "agent", header: "Agent", cell: (agent) => <AgentName agent={agent} />, sortValue: (agent) => agent.title },
  {
    id: "state",
    header: "State",
    cell: (agent) => {
      const state = agentState(agent);
      return <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>;
    },
    sortValue: (agent) => STATE_WORDS[agentState(agent)],
  },
  {
    id: "tags",
    header: "Tags",
    cell: (agent) => (
      <span className="flex flex-wrap gap-1">
        {agent.tags.length === 0 ? (
          <span className="faint">–</span>
        ) : (
          agent.tags.map((tag) => <Tag key={tag}>{tag}</Tag>)
        )}
      </span>
    ),
  },
  {
    id: "owner",
    header: "Owner",
    cell: (agent) => agent.owner?.name ?? <span className="faint">nobody</span>,
    sortValue: (agent) => agent.owner?.name ?? null,
  },
  {
    id: "instances",
    header: "Instances",
    align: "end",
    cell: (agent) => agent.instances.length,
    sortValue: (agent) => agent.instances.length,
  },
  {
    id: "lastCall",
    header: "Last call",
    cell: (agent) => (agent.lastCallAt ? <TimeText at={agent.lastCallAt} /> : <span className="faint">none yet</span>),
    sortValue: (agent) => agent.lastCallAt,
  },
  {
    id: "calls",
    header: "Calls, 24 h",
    align: "end",
    cell: (agent) => agent.last24h.calls,
    sortValue: (agent) => agent.last24h.calls,
  },
  {
    id: "denied",
    header: "Denied, 24 h",
    align: "end",
    cell: (agent) => <span className={agent.last24h.denied > 0 ? "text-deny" : "faint"}>{agent.last24h.denied}</span>,
    sortValue: (agent) => agent.last24h.denied,
  },
  {
    id: "spend",
    header: "Spend, 24 h",
    align: "end",
    cell: ({ last24h: { calls, spentMicros } }) => (
      <MoneyText amount={calls === 0 ? null : formatUsd(BigInt(spentMicros))} />
    ),
    sortValue: (agent) => BigInt(agent.last24h.spentMicros),
  },
];

function AgentName({ agent }: { readonly agent: AgentView }) {
  return (
    <>
      {agent.title}
      <span className="mono faint block font-normal">{agent.name}</span>
    </>
  );
}
