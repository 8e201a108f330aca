"use client";

import {
  Button,
  buttonClass,
  EmptyState,
  PageHeader,
  SkeletonRows,
  Strip,
  type StripColumn,
  StripRow,
} from "@countersign/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { AppLink } from "#features/calls/app-link.tsx";
import { stripCall } from "#features/calls/strip-call.tsx";
import { useArrivals } from "#features/calls/use-arrivals.ts";
import { useRowKeys } from "#features/calls/use-row-keys.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ExportLinks } from "./export-links.tsx";
import { LiveBar } from "./live-bar.tsx";
import { RecordFilterBar } from "./record-filter-bar.tsx";
import { useFacets } from "./use-facets.ts";
import { usePausedRows } from "./use-paused-rows.ts";
import { type RecordFilters, useRecordFilters, useSetFilters } from "./use-record-filters.ts";
import { useStripColumns } from "./use-strip-columns.ts";

const PAGE_SIZE = 50;

/** What happened: every record, narrowed by the filters in the URL, growing by itself at the top. */
export function AuditList() {
  const [filters, setQuery] = useRecordFilters();
  const [hidden, setHidden] = useStripColumns();
  const facets = useFacets(filters);
  return (
    <>
      <PageHeader title="Audit" description={facets.total} actions={<AuditActions filters={filters} />} />
      <RecordFilterBar
        filters={filters}
        onChange={setQuery}
        counts={facets.counts}
        hidden={hidden}
        onHide={setHidden}
      />
      <RecordRows filters={filters} hidden={hidden} />
    </>
  );
}

function AuditActions({ filters }: { readonly filters: RecordFilters }) {
  const { name } = useOrganization();
  return (
    <>
      <Link className={buttonClass("quiet")} href={`/o/${name}/signed-heads`}>
        Signed heads
      </Link>
      <ExportLinks filters={filters} />
    </>
  );
}

interface RecordRowsProps {
  readonly filters: RecordFilters;
  readonly hidden: readonly StripColumn[];
}

function RecordRows({ filters, hidden }: RecordRowsProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const list = useRowKeys();
  const set = useSetFilters(filters);
  const pages = useInfiniteQuery(
    trpc.records.list.infiniteQueryOptions(
      { organization, limit: PAGE_SIZE, ...set },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const { rows, isPaused, waiting, pause, resume } = usePausedRows(
    pages.data?.pages.flatMap((page) => page.records) ?? [],
  );
  const query = useSearchParams().toString();
  const isNew = useArrivals(rows.map((row) => row.id));
  if (pages.isError) return <QueryError error={pages.error} onRetry={pages.refetch} />;
  if (pages.isPending) return <SkeletonRows rows={12} label="Loading records" />;
  if (rows.length === 0 && !pages.hasNextPage) return <NoRecords isFiltered={Object.keys(set).length > 0} />;
  return (
    <div ref={list}>
      <LiveBar isPaused={isPaused} waiting={waiting} onPause={pause} onResume={resume} />
      <Strip label="Records, newest first" hidden={hidden}>
        {rows.map((row) => (
          <StripRow
            key={row.id}
            call={stripCall(row)}
            href={`/o/${organization}/audit/${row.id}${query === "" ? "" : `?${query}`}`}
            link={AppLink}
            isNew={isNew(row.id)}
          />
        ))}
      </Strip>
      {pages.hasNextPage ? (
        <Button className="m-4" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      ) : (
        <p className="label mt-3 px-4">This is where the records begin.</p>
      )}
    </div>
  );
}

function NoRecords({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return <EmptyState title="No record matches.">Take a filter away, or search for less.</EmptyState>;
  }
  return (
    <EmptyState title="Nothing has happened yet.">
      Every call and every administrative act leaves one record here, within a second.
    </EmptyState>
  );
}
