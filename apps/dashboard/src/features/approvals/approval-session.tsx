"use client";

import { SkeletonRows, Strip, StripRow } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { AppLink } from "#features/calls/app-link.tsx";
import { stripCall } from "#features/calls/strip-call.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { ApprovalDetail } from "#server/views/approval.ts";

/** So far around the asking calls are shown, ms. */
const AROUND_MS = 15 * 60_000;
const MOST = 50;

/** What the same session did around the time of the asking: a proved instance is a session of its own. */
export function ApprovalSession({ approval }: { readonly approval: ApprovalDetail }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const { agentName: agent, instanceName, instanceProved } = approval;
  const asked = Date.parse(approval.requestedAt);
  const shown = {
    ...{ agent, kind: "call" as const },
    ...(instanceProved && { instance: instanceName }),
    from: new Date(asked - AROUND_MS).toISOString(),
    to: new Date(asked + AROUND_MS).toISOString(),
  };
  const { data, error, isPending, refetch } = useQuery(
    trpc.records.list.queryOptions({ organization, ...shown, limit: MOST }),
  );
  if (isPending) return <SkeletonRows rows={3} label="Loading the calls of the session" />;
  if (!data) return <QueryError error={error} onRetry={() => void refetch()} />;
  const all = (
    <Link href={`/o/${organization}/audit?${new URLSearchParams(shown).toString()}`}>Look at them in the audit</Link>
  );
  if (data.records.length === 0) {
    return <p className="muted m-0">Nothing else was called within a quarter of an hour of it.</p>;
  }
  return (
    <>
      <p className="muted m-0">
        {instanceProved ? "This instance's" : "This agent's"} calls within a quarter of an hour of it
        {data.records.length === MOST ? `, the last ${MOST}` : ""}. {all}.
      </p>
      <Strip label="Calls of the session, newest first">
        {data.records.map((row) => (
          <StripRow key={row.id} call={stripCall(row)} href={`/o/${organization}/audit/${row.id}`} link={AppLink} />
        ))}
      </Strip>
    </>
  );
}
