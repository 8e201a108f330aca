"use client";

import { formatUsd } from "@countersign/core";
import { Badge, type BadgeTone, EmptyState, Input, MoneyText, Table, type TableColumn } from "@countersign/ui";
import { parseAsString, useQueryStates } from "nuqs";
import { useTableState } from "#features/shell/use-table-state.ts";
import type { Connection, Operation } from "./connection-types.ts";
import { OperationDialog } from "./operation-dialog.tsx";

const CLASS_TONES: Readonly<Record<Operation["class"], BadgeTone>> = {
  read: "neutral",
  write: "neutral",
  external: "attention",
  destructive: "danger",
};

interface OperationTableProps {
  readonly connection: Connection;
  readonly operations: readonly Operation[];
}

/** What the server offers, with what each may do; one opens with everything known of it. */
export function OperationTable({ connection, operations }: OperationTableProps) {
  const table = useTableState("operations");
  const [{ q, operation: openName }, setState] = useQueryStates(
    { q: parseAsString.withDefault(""), operation: parseAsString },
    { history: "replace" },
  );
  const show = (name: string | null) => {
    setState({ operation: name }).catch(() => undefined);
  };
  const isTitled = operations.some(({ title, name }) => title !== name);
  const rows = operations.filter((operation) => isFound(operation, q));
  const opened = operations.find(({ name }) => name === openName);
  return (
    <>
      {operations.length > 8 ? (
        <Input
          type="search"
          className="mb-4 max-w-80"
          aria-label="Search operations"
          placeholder="Search operations"
          value={q}
          onChange={(event) => {
            setState({ q: event.currentTarget.value || null }).catch(() => undefined);
          }}
        />
      ) : null}
      <Table
        label={`Operations of ${connection.title}`}
        columns={isTitled ? COLUMNS : COLUMNS.filter(({ id }) => id !== "title")}
        rows={rows}
        rowKey={({ id }) => id}
        onOpen={({ name }) => show(name)}
        selectedKey={opened?.id ?? null}
        {...table}
        empty={
          operations.length === 0 ? (
            <EmptyState title="No operations are known yet.">
              {connection.health === "discovering"
                ? "The server is being asked; they appear here by themselves."
                : "The server answered with none, or couldn't be asked. Ask for its tools again once it is reachable."}
            </EmptyState>
          ) : (
            <EmptyState title={`No operation matches “${q}”.`}>Search by name, title or class.</EmptyState>
          )
        }
      />
      {opened ? <OperationDialog key={opened.id} operation={opened} onClose={() => show(null)} /> : null}
    </>
  );
}

function isFound({ name, title, class: kind }: Operation, search: string): boolean {
  const words = search.trim().toLowerCase();
  return words === "" || [name, title, kind].some((text) => text.toLowerCase().includes(words));
}

const COLUMNS: readonly TableColumn<Operation>[] = [
  {
    id: "name",
    header: "Operation",
    cell: ({ name }) => <span className="mono break-anywhere">{name}</span>,
    sortValue: ({ name }) => name,
  },
  {
    id: "title",
    header: "Title",
    cell: ({ title, name }) => (title === name ? "" : title),
    sortValue: ({ title }) => title,
  },
  {
    id: "class",
    header: "May",
    cell: ({ class: kind, isClassSet }) => (
      <Badge tone={CLASS_TONES[kind]}>{isClassSet ? `${kind}, as set here` : kind}</Badge>
    ),
    sortValue: ({ class: kind }) => kind,
  },
  {
    id: "effect",
    header: "Suggested",
    cell: ({ suggestedEffect }) => (suggestedEffect === "allow" ? "Allow" : "Ask a person"),
    sortValue: ({ suggestedEffect }) => suggestedEffect,
  },
  {
    id: "price",
    header: "Price",
    align: "end",
    cell: ({ priceMicros }) =>
      priceMicros === null ? (
        <span className="muted">None</span>
      ) : (
        <MoneyText amount={formatUsd(BigInt(priceMicros))} />
      ),
    sortValue: ({ priceMicros }) => (priceMicros === null ? null : BigInt(priceMicros)),
  },
  {
    id: "state",
    header: "State",
    cell: (operation) => <OperationState operation={operation} />,
    sortValue: ({ state }) => state,
  },
];

/** Whether calls get through, and why not. */
function OperationState({ operation: { state, candidate, hold } }: { readonly operation: Operation }) {
  if (hold && state !== "gone") return <Badge tone="danger">On hold after an overrun</Badge>;
  if (state === "active") return <Badge tone="ok">In use</Badge>;
  if (state === "gone") return <Badge tone="muted">Gone upstream</Badge>;
  if (candidate?.isRejected) return <Badge tone="danger">Rejected</Badge>;
  return <Badge tone="attention">{candidate?.isNew ? "New, held" : "Changed, held"}</Badge>;
}
