"use client";

import { Progress } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "#features/api/trpc.ts";
import { CallStrip } from "#features/calls/call-strip.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";

const SHOWN = 3;

/** Waits for the agent's first call, and shows it with its decision and its rule the moment it comes. */
export function FirstCall({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const about = { organization, agent: agent.name, kind: "call" as const, limit: SHOWN };
  const records = useQuery(trpc.records.list.queryOptions(about));
  const waiting = useQuery(trpc.approvals.list.queryOptions({ organization, tab: "waiting", limit: 50 }));
  const rows = records.data?.records ?? [];
  const asked = (waiting.data?.approvals ?? []).filter((approval) => approval.agentName === agent.name).slice(0, SHOWN);
  if (rows.length === 0 && asked.length === 0) {
    return (
      <div className="max-w-[420px]" role="status">
        <Progress label={`Waiting for the first call of ${agent.title}…`} />
        <p className="label mb-0">Run the agent and have it use a tool. The call appears here by itself.</p>
      </div>
    );
  }
  const reason = rows[0]?.ruleIds.join(", ") ?? "";
  return (
    <div role="status">
      <p className="m-0 mb-2">
        {agent.title} is connected. {reason === "" ? "" : `Its last call was decided by ${reason}.`}
      </p>
      <CallStrip label="Its last calls" waiting={asked} records={rows} />
      <p className="mt-3">
        <Link href={`/o/${organization}/agents/${agent.name}?tab=did`}>All it did</Link>
      </p>
    </div>
  );
}
