"use client";

import { isAllowed } from "@countersign/core";
import { Button, Checkbox, EmptyState, SkeletonRows, Strip, StripRow } from "@countersign/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { AppLink } from "#features/calls/app-link.tsx";
import { stripApproval } from "#features/calls/strip-call.tsx";
import { useRowKeys } from "#features/calls/use-row-keys.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { ApprovalRow } from "#server/views/approval.ts";
import { BulkDenyResult } from "./bulk-deny-result.tsx";
import { DenyDialog } from "./deny-dialog.tsx";
import { useBulkDeny } from "./use-bulk-deny.ts";
import { useSelection } from "./use-selection.ts";

const EMPTY = {
  waiting: {
    title: "Nothing waits for you.",
    text: "When a rule asks for a person, the call appears here by itself, with everything it would do.",
  },
  mine: {
    title: "Nothing waits for your decision.",
    text: "What rules ask you appears here by itself. What they ask others is under Waiting.",
  },
  decided: { title: "Nothing has been decided yet.", text: "Approved, denied and expired calls stay here for good." },
  glass: {
    title: "Nobody has broken the glass.",
    text: "Calls that two owners let through while others were to decide stay here for good.",
  },
} as const;
const TITLES = { waiting: "Waiting", mine: "Your", decided: "Decided", glass: "Break-glass" } as const;
/** What of the list each tab shows. */
const SHOWN = {
  waiting: { tab: "waiting" },
  mine: { tab: "waiting", mine: true },
  decided: { tab: "decided" },
  glass: { tab: "decided", glass: true },
} as const;
const PAGE_SIZE = 50;

/** The approvals of a tab, newest first; those that wait can be denied together. */
export function ApprovalRows({ tab }: { readonly tab: keyof typeof EMPTY }) {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const list = useRowKeys();
  const bulk = useBulkDeny(organization);
  const [denying, setDenying] = useState<readonly ApprovalRow[]>([]);
  const pages = useInfiniteQuery(
    trpc.approvals.list.infiniteQueryOptions(
      { organization, ...SHOWN[tab], limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const rows = pages.data?.pages.flatMap((page) => page.approvals) ?? [];
  const isRunning = bulk.denial !== null && bulk.denial.done.length < bulk.denial.total;
  const canDeny = SHOWN[tab].tab === "waiting" && isAllowed(role, "approvals.decide") && !isRunning;
  const selection = useSelection(rows, { isOn: canDeny, onDeny: setDenying });
  if (pages.isError) return <QueryError error={pages.error} onRetry={pages.refetch} />;
  if (pages.isPending) return <SkeletonRows rows={6} label="Loading approvals" />;
  return (
    <div ref={list}>
      {bulk.denial ? <BulkDenyResult denial={bulk.denial} organization={organization} onClose={bulk.clear} /> : null}
      {rows.length === 0 ? <EmptyState title={EMPTY[tab].title}>{EMPTY[tab].text}</EmptyState> : null}
      {rows.length > 0 ? (
        <Strip label={`${TITLES[tab]} approvals, newest first`}>
          {rows.map((row) => (
            <StripRow
              key={row.id}
              call={stripApproval(row)}
              href={`/o/${organization}/approvals/${row.id}`}
              link={AppLink}
              {...(canDeny && {
                lead: (
                  <Checkbox
                    label={`Select ${row.operation}, ${row.summary}`}
                    isLabelHidden
                    checked={selection.isSelected(row)}
                    onChange={() => selection.toggle(row)}
                  />
                ),
              })}
            />
          ))}
        </Strip>
      ) : null}
      {pages.hasNextPage ? (
        <Button className="m-4" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      ) : null}
      {canDeny && selection.selected.length > 0 ? (
        <div className="acts">
          <span role="status">{selection.selected.length} selected</span>
          <Button aria-keyshortcuts="d" onClick={() => setDenying(selection.selected)}>
            Deny them…
          </Button>
          <Button look="quiet" onClick={selection.clear}>
            Select none
          </Button>
        </div>
      ) : null}
      {denying.length > 0 ? (
        <DenyDialog
          what={denying.length === 1 ? "this call" : `${denying.length} calls`}
          isOpen
          isPending={false}
          onClose={() => setDenying([])}
          onDeny={(reason) => {
            setDenying([]);
            selection.clear();
            void bulk.run(denying, reason);
          }}
        />
      ) : null}
    </div>
  );
}
