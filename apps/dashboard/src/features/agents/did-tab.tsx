"use client";

import { EmptyState, SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { CallStrip } from "#features/calls/call-strip.tsx";
import { useRowKeys } from "#features/calls/use-row-keys.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";
import { AgentFigures } from "./agent-figures.tsx";

const SHOWN = 50;

/** What the agent did: its figures, what waits for a person, and its records as they come. */
export function DidTab({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const records = useQuery(trpc.records.list.queryOptions({ organization, agent: agent.name, limit: SHOWN }));
  const waiting = useQuery(trpc.approvals.list.queryOptions({ organization, tab: "waiting", limit: SHOWN }));
  const rows = records.data?.records ?? [];
  const own = (waiting.data?.approvals ?? []).filter((approval) => approval.agentName === agent.name);
  const list = useRowKeys();
  if (records.isError) return <QueryError error={records.error} onRetry={records.refetch} />;
  if (records.isPending) return <SkeletonRows rows={8} label="Loading records" />;
  return (
    <>
      <AgentFigures agent={agent} />
      {rows.length === 0 && own.length === 0 ? (
        <EmptyState
          title="It hasn't called yet."
          action={<Link href={`/o/${organization}/agents/${agent.name}?tab=connect`}>Connect it</Link>}
        >
          Its first call appears here by itself, with the decision and the rule behind it.
        </EmptyState>
      ) : (
        <div ref={list}>
          <CallStrip label="Records of this agent, newest first" waiting={own} records={rows} />
          <p className="mt-3 px-4">
            <Link href={`/o/${organization}/audit?agent=${encodeURIComponent(agent.name)}`}>
              All records of this agent
            </Link>
          </p>
        </div>
      )}
    </>
  );
}
