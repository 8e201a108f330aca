"use client";

import { isAllowed } from "@countersign/core";
import { Button, EmptyState, PageHeader, Table } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { parseAsBoolean, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import { AGENT_COLUMNS } from "./agent-columns.tsx";
import { AgentFilterBar } from "./agent-filter-bar.tsx";
import { CreateAgentDialog } from "./create-agent-dialog.tsx";
import { matchingAgents, useAgentFilters } from "./use-agent-filters.ts";

/** Who acts here: every agent with how it stands and what it did in the last 24 hours. */
export function AgentList() {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const agents = useQuery(trpc.agents.list.queryOptions({ organization }));
  const [filters, setFilters] = useAgentFilters();
  const [isCreating, setCreating] = useQueryState("new", parseAsBoolean.withDefault(false));
  const table = useTableState("agents");
  const all = agents.data?.agents ?? [];
  const mayWrite = isAllowed(role, "agents.write");
  const create = mayWrite ? (
    <Button look="primary" onClick={() => setCreating(true)}>
      New agent
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title="Agents" description="Who acts here, what each may do, and what it did." actions={create} />
      {agents.isError ? (
        <QueryError error={agents.error} onRetry={agents.refetch} />
      ) : agents.isSuccess && all.length === 0 ? (
        <EmptyState title="No agent yet" action={create}>
          An agent is anything that calls tools by itself: a coding assistant, a support bot, a nightly job. Make one
          for each, so that each has rules, limits, keys and a stop of its own.
        </EmptyState>
      ) : (
        <>
          <AgentFilterBar agents={all} filters={filters} onChange={setFilters} />
          <Table
            label="Agents"
            columns={AGENT_COLUMNS}
            rows={matchingAgents(all, filters)}
            rowKey={(agent) => agent.id}
            rowHref={(agent) => `/o/${organization}/agents/${agent.name}`}
            isLoading={agents.isPending}
            empty={<EmptyState title="No agent matches.">Take a filter away, or search for less.</EmptyState>}
            {...table}
          />
        </>
      )}
      <CreateAgentDialog isOpen={isCreating && mayWrite} onClose={() => setCreating(null)} />
    </>
  );
}
