"use client";

import { buttonClass, EmptyState, Input, PageHeader, Table, type TableColumn, TimeText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import type { Connection } from "./connection-types.ts";
import { Health, healthOf } from "./health.tsx";
import { useMayChange } from "./use-may-change.ts";

/** What can be reached: every connection with how it fares. */
export function ConnectionList() {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const mayChange = useMayChange();
  const table = useTableState("connections", ["url"]);
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault("").withOptions({ history: "replace" }));
  const connections = useQuery(trpc.connections.list.queryOptions({ organization }));
  const rows = (connections.data?.connections ?? []).filter((connection) => isFound(connection, search));
  const add = mayChange ? (
    <Link className={buttonClass("primary")} href={`/o/${organization}/connections/new`}>
      Add a connection
    </Link>
  ) : null;
  return (
    <>
      <PageHeader
        title="Connections"
        description="The servers your agents may reach through Countersign, and how each of them fares."
        actions={add}
      />
      {connections.isError ? (
        <QueryError error={connections.error} onRetry={connections.refetch} />
      ) : (
        <>
          {connections.data && connections.data.connections.length > 5 ? (
            <Input
              type="search"
              className="mb-4 max-w-80"
              aria-label="Search connections"
              placeholder="Search by name or address"
              value={search}
              onChange={(event) => {
                setSearch(event.currentTarget.value || null).catch(() => undefined);
              }}
            />
          ) : null}
          <Table
            label="Connections"
            columns={COLUMNS}
            rows={rows}
            rowKey={({ id }) => id}
            rowHref={({ id }) => `/o/${organization}/connections/${id}`}
            isLoading={connections.isPending}
            {...table}
            empty={
              search === "" ? (
                <EmptyState title="Nothing is connected yet." action={add}>
                  Paste the address of an MCP server. Its operations appear by themselves, and nothing is allowed until
                  a rule says so.
                </EmptyState>
              ) : (
                <EmptyState title={`No connection matches “${search}”.`}>Search by name, title or address.</EmptyState>
              )
            }
          />
        </>
      )}
    </>
  );
}

function isFound({ name, title, url }: Connection, search: string): boolean {
  const words = search.trim().toLowerCase();
  return words === "" || [name, title, url].some((text) => text.toLowerCase().includes(words));
}

const COLUMNS: readonly TableColumn<Connection>[] = [
  { id: "title", header: "Connection", cell: ({ title }) => title, sortValue: ({ title }) => title },
  { id: "name", header: "Name", cell: ({ name }) => <code>{name}</code>, sortValue: ({ name }) => name },
  { id: "url", header: "Address", cell: ({ url }) => <span className="mono break-anywhere">{url}</span> },
  {
    id: "health",
    header: "State",
    cell: (connection) => <Health connection={connection} />,
    sortValue: (connection) => healthOf(connection).words,
  },
  {
    id: "reads",
    header: "Reads",
    align: "end",
    cell: ({ operations }) => <span className="num">{operations.read}</span>,
    sortValue: ({ operations }) => operations.read,
  },
  {
    id: "others",
    header: "Writes and others",
    align: "end",
    cell: ({ operations }) => <span className="num">{othersOf(operations)}</span>,
    sortValue: ({ operations }) => othersOf(operations),
  },
  {
    id: "secret",
    header: "Secret",
    cell: ({ secret }) =>
      secret === null ? <span className="muted">None</span> : secret.kind === "bearer" ? "Bearer" : secret.headerName,
    sortValue: ({ secret }) => secret?.headerName ?? null,
  },
  {
    id: "lastCall",
    header: "Last call",
    cell: ({ lastCallAt }) =>
      lastCallAt === null ? <span className="muted">Never</span> : <TimeText at={lastCallAt} />,
    sortValue: ({ lastCallAt }) => lastCallAt,
  },
];

function othersOf({ write, external, destructive }: Connection["operations"]): number {
  return write + external + destructive;
}
