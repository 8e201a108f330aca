"use client";

import { formatUsd, isAllowed } from "@countersign/core";
import { Badge, EmptyState, MoneyText, Table, type TableColumn, TimeText } from "@countersign/ui";
import { KillSwitch } from "#features/kills/kill-switch.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import type { AgentDetail, InstanceView } from "#server/views/agent.ts";
import { SessionLabels } from "./session-labels.tsx";

/** The agent's running incarnations: proved by a key of their own, or only declared by name. */
export function InstancesTab({ agent }: { readonly agent: AgentDetail }) {
  const { role } = useOrganization();
  const table = useTableState("instances");
  const declared = agent.instances.filter((instance) => !instance.proved).length;
  const columns = instanceColumns(agent, isAllowed(role, "kills.write"));
  return (
    <>
      <p className="muted mb-4 mt-0 max-w-[72ch]">
        A proved instance has a key of its own; rules, limits and stops can name it. A declared one only says its name
        in the header Countersign-Instance, so its limits count on the agent. {declared} of {agent.enrolUpTo} declared
        instances have enrolled.
      </p>
      <Table
        label="Instances"
        columns={columns}
        rows={agent.instances}
        rowKey={(instance) => instance.id}
        empty={
          <EmptyState title="No instance yet">
            Each machine or process the agent runs on is an instance. It appears with its first call, or when you issue
            a key for it.
          </EmptyState>
        }
        {...table}
      />
      <SessionLabels agent={agent} />
    </>
  );
}

function instanceColumns(agent: AgentDetail, mayStop: boolean): readonly TableColumn<InstanceView>[] {
  const activity = (instance: InstanceView) => agent.instanceActivity[instance.id];
  return [
    {
      id: "name",
      header: "Instance",
      cell: ({ name }) => <span className="mono">{name}</span>,
      sortValue: ({ name }) => name,
    },
    {
      id: "proof",
      header: "Identity",
      cell: ({ proved }) => <Badge tone={proved ? "ok" : "neutral"}>{proved ? "Proved by its key" : "Declared"}</Badge>,
      sortValue: ({ proved }) => (proved ? 0 : 1),
    },
    {
      id: "seen",
      header: "Last seen",
      cell: ({ lastSeenAt }) => (lastSeenAt ? <TimeText at={lastSeenAt} /> : <span className="faint">never</span>),
      sortValue: ({ lastSeenAt }) => lastSeenAt,
    },
    {
      id: "calls",
      header: "Calls, 24 h",
      align: "end",
      cell: (instance) => activity(instance)?.calls ?? 0,
      sortValue: (instance) => activity(instance)?.calls ?? 0,
    },
    {
      id: "denied",
      header: "Denied, 24 h",
      align: "end",
      cell: (instance) => activity(instance)?.denied ?? 0,
      sortValue: (instance) => activity(instance)?.denied ?? 0,
    },
    {
      id: "spend",
      header: "Spend, 24 h",
      align: "end",
      cell: (instance) => {
        const own = activity(instance);
        return <MoneyText amount={own ? formatUsd(BigInt(own.spentMicros)) : null} />;
      },
    },
    {
      id: "stop",
      header: "Stop",
      canHide: false,
      align: "end",
      cell: (instance) => <InstanceStop instance={instance} mayStop={mayStop} />,
    },
  ];
}

function InstanceStop({ instance, mayStop }: { readonly instance: InstanceView; readonly mayStop: boolean }) {
  const { id, name, kill, proved } = instance;
  if (!proved) return <span className="faint">stop its agent or key</span>;
  return (
    <span className="inline-flex items-center gap-2">
      {kill ? <Badge tone="danger">Stopped</Badge> : null}
      {mayStop ? <KillSwitch look="quiet" target={{ kind: "instance", id, name }} kill={kill} /> : null}
    </span>
  );
}
