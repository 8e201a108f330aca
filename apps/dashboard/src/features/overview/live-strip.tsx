"use client";

import { EmptyState, Kbd, SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { CallStrip } from "#features/calls/call-strip.tsx";
import { useRowKeys } from "#features/calls/use-row-keys.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

const SHOWN = 20;

/** The last calls as they come; those that wait for a person stand on top. */
export function LiveStrip() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const records = useQuery(trpc.records.list.queryOptions({ organization, limit: SHOWN, kind: "call" }));
  const waiting = useQuery(trpc.approvals.list.queryOptions({ organization, tab: "waiting", limit: SHOWN }));
  const rows = records.data?.records ?? [];
  const list = useRowKeys();
  return (
    <section aria-labelledby="live">
      <div className="section-head">
        <h2 id="live">Live</h2>
        <span className="label flex items-center gap-1">
          updates as it happens <Kbd>J</Kbd> <Kbd>K</Kbd> <Kbd>↵</Kbd>
        </span>
      </div>
      {records.isError ? (
        <QueryError error={records.error} onRetry={records.refetch} />
      ) : records.isPending ? (
        <SkeletonRows rows={8} label="Loading calls" />
      ) : rows.length === 0 && (waiting.data?.approvals.length ?? 0) === 0 ? (
        <EmptyState title="No call yet">
          Point an agent at the gateway with its key. Its first call appears here by itself, with the decision and the
          rule behind it.
        </EmptyState>
      ) : (
        <div ref={list}>
          <CallStrip label="Calls, newest first" waiting={waiting.data?.approvals ?? []} records={rows} />
          <p className="mt-3 px-4">
            <Link href={`/o/${organization}/audit`}>All records</Link>
          </p>
        </div>
      )}
    </section>
  );
}
