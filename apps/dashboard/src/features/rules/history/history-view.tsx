"use client";

import { Button, EmptyState, SkeletonRows, Table, type TableColumn, TimeText } from "@countersign/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { parseAsInteger, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { VersionLine } from "#server/views/policy.ts";
import { VersionCompare } from "./version-compare.tsx";

const PAGE_SIZE = 20;

const COLUMNS: readonly TableColumn<VersionLine>[] = [
  { id: "version", header: "Version", cell: (row) => <b className="num">{row.version}</b>, width: "88px" },
  {
    id: "message",
    header: "What changed, and why",
    cell: (row) => (
      <span>
        {row.message}
        {row.restoredFrom === null ? null : <span className="faint"> (version {row.restoredFrom} restored)</span>}
      </span>
    ),
  },
  { id: "rules", header: "Rules", cell: (row) => <RuleCounts row={row} />, width: "150px" },
  {
    id: "by",
    header: "By",
    cell: (row) => row.publishedByName ?? <span className="faint">unknown</span>,
    width: "160px",
  },
  { id: "at", header: "When", cell: (row) => <TimeText at={row.publishedAt} />, width: "170px", align: "end" },
];

function RuleCounts({ row }: { readonly row: VersionLine }) {
  if (row.added === null) return <span className="faint">not counted</span>;
  if ((row.added ?? 0) + (row.changed ?? 0) + (row.removed ?? 0) === 0)
    return <span className="faint">none differ</span>;
  return (
    <span className="num flex gap-2">
      {row.added ? (
        <span className="text-allow">
          +{row.added}
          <span className="sr"> added</span>
        </span>
      ) : null}
      {row.changed ? (
        <span className="text-limit">
          ~{row.changed}
          <span className="sr"> changed</span>
        </span>
      ) : null}
      {row.removed ? (
        <span className="text-deny">
          −{row.removed}
          <span className="sr"> removed</span>
        </span>
      ) : null}
    </span>
  );
}

/** Every version there was: who published it, what it changed, and any two of them side by side. */
export function HistoryView({ published, canRestore }: { readonly published: number; readonly canRestore: boolean }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const [open, setOpen] = useQueryState("version", parseAsInteger.withOptions({ history: "push" }));
  const pages = useInfiniteQuery(
    trpc.policy.versions.infiniteQueryOptions(
      { organization, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const rows = pages.data?.pages.flatMap((page) => page.versions) ?? [];
  if (pages.isError) return <QueryError error={pages.error} onRetry={pages.refetch} />;
  if (pages.isPending) return <SkeletonRows rows={6} label="Loading versions" />;
  if (rows.length === 0) {
    return (
      <EmptyState title="No version yet">
        The first publication begins the history. Every version stays for ever.
      </EmptyState>
    );
  }
  return (
    <>
      <Table
        label="Versions, newest first"
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => String(row.version)}
        onOpen={(row) => setOpen(row.version)}
      />
      {pages.hasNextPage ? (
        <Button className="m-4" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? "Loading…" : "Load older versions"}
        </Button>
      ) : null}
      <VersionCompare version={open} published={published} canRestore={canRestore} onClose={() => setOpen(null)} />
    </>
  );
}
