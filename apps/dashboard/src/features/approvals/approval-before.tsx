"use client";

import { isAllowed } from "@countersign/core";
import { JsonDiffView, SkeletonRows, Strip, StripRow, TimeText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { AppLink } from "#features/calls/app-link.tsx";
import { stripApproval } from "#features/calls/strip-call.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { ApprovalDetail } from "#server/views/approval.ts";

/** What the same agent asked of the same operation before: how this call differs, and what became of the others. */
export function ApprovalBefore({ approval }: { readonly approval: ApprovalDetail }) {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(
    trpc.approvals.similar.queryOptions({ organization, id: approval.id }),
  );
  if (isPending) return <SkeletonRows rows={3} label="Loading what was asked before" />;
  if (!data) return <QueryError error={error} onRetry={() => void refetch()} />;
  const { previous, history } = data;
  const calls = new URLSearchParams({ agent: approval.agentName, operation: approval.operation });
  const all = isAllowed(role, "audit.read") ? (
    <p className="muted">
      <Link href={`/o/${organization}/audit?${calls}`}>All its calls of this operation</Link>, those that needed nobody
      too, are in the audit.
    </p>
  ) : null;
  if (history.length === 0) {
    return (
      <>
        <p className="muted m-0">This agent has asked for nothing like it before that you may see.</p>
        {all}
      </>
    );
  }
  return (
    <>
      {previous ? (
        <>
          <p className="muted m-0">
            What differs from <Link href={`/o/${organization}/approvals/${previous.id}`}>the last one that ran</Link>,{" "}
            <TimeText at={previous.requestedAt} />:
          </p>
          <JsonDiffView
            label="What differs from the last one that ran"
            before={JSON.parse(previous.argumentsText)}
            after={JSON.parse(approval.argumentsText)}
          />
        </>
      ) : (
        <p className="muted m-0">None like it has run before.</p>
      )}
      <Strip label="What this agent asked of this operation before, newest first">
        {history.map((row) => (
          <StripRow
            key={row.id}
            call={stripApproval(row)}
            href={`/o/${organization}/approvals/${row.id}`}
            link={AppLink}
          />
        ))}
      </Strip>
      {all}
    </>
  );
}
