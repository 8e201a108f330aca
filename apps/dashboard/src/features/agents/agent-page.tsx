"use client";

import { isAllowed } from "@countersign/core";
import { Badge, Banner, LinkTabs, PageHeader, SkeletonRows, Tag } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { ConnectAgent } from "#features/connect-agent/connect-agent.tsx";
import { KillSwitch } from "#features/kills/kill-switch.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";
import { agentState, STATE_TONES, STATE_WORDS } from "./agent-state.ts";
import { DidTab } from "./did-tab.tsx";
import { InstancesTab } from "./instances-tab.tsx";
import { KeysTab } from "./keys-tab.tsx";
import { PermissionsTab } from "./permissions-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";

const TABS = ["may", "did", "instances", "keys", "connect", "settings"] as const;
type AgentTab = (typeof TABS)[number];

const TAB_TITLES: Readonly<Record<AgentTab, string>> = {
  may: "May do",
  did: "Did",
  instances: "Instances",
  keys: "Keys",
  connect: "Connect",
  settings: "Settings",
};

/** One agent: what it may do, what it did, its instances and keys, how to connect it, and its stop. */
export function AgentPage({ name }: { readonly name: string }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const [tab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("may"));
  const agent = useQuery(trpc.agents.get.queryOptions({ organization, agent: name }));
  if (agent.isError) return <QueryError level={1} error={agent.error} onRetry={agent.refetch} />;
  if (agent.isPending) return <SkeletonRows rows={8} label="Loading the agent" />;
  const href = `/o/${organization}/agents/${name}`;
  return (
    <>
      <AgentHeader agent={agent.data} />
      <LinkTabs
        label="About this agent"
        current={tab}
        tabs={TABS.map((id) => ({ id, title: TAB_TITLES[id], href: `${href}?tab=${id}` }))}
      />
      <AgentTabContent tab={tab} agent={agent.data} />
    </>
  );
}

function AgentTabContent({ tab, agent }: { readonly tab: AgentTab; readonly agent: AgentDetail }) {
  switch (tab) {
    case "may":
      return <PermissionsTab agent={agent} />;
    case "did":
      return <DidTab agent={agent} />;
    case "instances":
      return <InstancesTab agent={agent} />;
    case "keys":
      return <KeysTab agent={agent} />;
    case "connect":
      return <ConnectAgent agent={agent} />;
    case "settings":
      return <SettingsTab agent={agent} />;
  }
}

function AgentHeader({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization, role } = useOrganization();
  const state = agentState(agent);
  return (
    <>
      <PageHeader
        back={{ href: `/o/${organization}/agents`, label: "Agents" }}
        title={agent.title}
        description={
          <>
            <span className="flex flex-wrap items-center gap-2">
              <span className="mono">{agent.name}</span>
              <Badge tone={STATE_TONES[state]}>{STATE_WORDS[state]}</Badge>
              {agent.tags.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
              <span className="faint">Owner: {agent.owner?.name ?? "nobody"}</span>
            </span>
            {agent.description === "" ? null : <span className="mt-1 block">{agent.description}</span>}
          </>
        }
        actions={
          isAllowed(role, "kills.write") && state !== "archived" ? (
            <KillSwitch target={{ kind: "agent", id: agent.id, name: agent.title }} kill={agent.kill} />
          ) : undefined
        }
      />
      <AgentBanners agent={agent} />
    </>
  );
}

/** What keeps this agent from calling, or needs somebody's attention. */
function AgentBanners({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization } = useOrganization();
  const { kill, organizationKill, archivedAt, owner, stopsWithOwner } = agent;
  return (
    <>
      {organizationKill ? (
        <Banner tone="danger">The whole organization is stopped: {organizationKill.reason}</Banner>
      ) : null}
      {kill ? <Banner tone="danger">Stopped. No call of this agent runs. Reason: {kill.reason}</Banner> : null}
      {archivedAt ? (
        <Banner
          tone="attention"
          action={<a href={`/o/${organization}/agents/${agent.name}?tab=settings`}>Restore it in its settings</a>}
        >
          Archived. Its keys are refused; its records stay.
        </Banner>
      ) : null}
      {owner?.isGone ? (
        <Banner
          tone="attention"
          action={<a href={`/o/${organization}/agents/${agent.name}?tab=settings`}>Choose an owner</a>}
        >
          {owner.name} is no longer a member. {stopsWithOwner ? "The agent's calls are refused." : "The agent goes on."}
        </Banner>
      ) : null}
    </>
  );
}
