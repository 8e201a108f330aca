"use client";

import { isAllowed } from "@countersign/core";
import { Button, EmptyState, LinkTabs, SkeletonRows, Strip, StripRow } from "@countersign/ui";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { AppLink } from "#features/calls/app-link.tsx";
import { stripApproval } from "#features/calls/strip-call.tsx";
import { useRowKeys } from "#features/calls/use-row-keys.ts";
import { ParkedMessages } from "#features/deliveries/parked-messages.tsx";
import { GrantList } from "#features/grants/grant-list.tsx";
import { UnknownOutcomes } from "#features/outcomes/unknown-outcomes.tsx";
import { PushPrompt } from "#features/push/push-prompt.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";

const TABS = ["waiting", "decided", "grants", "unknown", "undelivered"] as const;
const TITLES = {
  waiting: "Waiting",
  decided: "Decided",
  grants: "Grants",
  unknown: "Unknown outcomes",
  undelivered: "Not delivered",
} as const;
const EMPTY = {
  waiting: {
    title: "Nothing waits for you.",
    text: "When a rule asks for a person, the call appears here by itself, with everything it would do.",
  },
  decided: { title: "Nothing has been decided yet.", text: "Approved, denied and expired calls stay here for good." },
} as const;
const PAGE_SIZE = 50;

/** What waits for a person, what was decided, and what may have run; all fill by themselves. */
export function ApprovalInbox() {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const [tab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("waiting"));
  const canSeeAll = isAllowed(role, "approvals.read");
  const open = useQuery({ ...trpc.outcomes.countOpen.queryOptions({ organization }), enabled: canSeeAll });
  const tabs = canSeeAll ? TABS : TABS.filter((one) => one in EMPTY);
  return (
    <>
      <div className="page-head">
        <h1>Approvals</h1>
      </div>
      <LinkTabs
        label="Approvals by state"
        current={tab}
        tabs={tabs.map((one) => ({
          id: one,
          title: TITLES[one],
          href: `/o/${organization}/approvals${one === "waiting" ? "" : `?tab=${one}`}`,
          ...(one === "unknown" && open.data && { count: open.data.count }),
        }))}
      />
      {tab === "grants" ? <GrantList /> : null}
      {tab === "waiting" && isAllowed(role, "approvals.decide") ? <PushPrompt /> : null}
      {tab === "unknown" ? <UnknownOutcomes /> : null}
      {tab === "undelivered" ? <ParkedMessages /> : null}
      {tab === "waiting" || tab === "decided" ? <ApprovalRows key={tab} tab={tab} organization={organization} /> : null}
    </>
  );
}

interface ApprovalRowsProps {
  readonly tab: "waiting" | "decided";
  readonly organization: string;
}

function ApprovalRows({ tab, organization }: ApprovalRowsProps) {
  const trpc = useTRPC();
  const list = useRowKeys();
  const pages = useInfiniteQuery(
    trpc.approvals.list.infiniteQueryOptions(
      { organization, tab, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  if (pages.isError) return <QueryError error={pages.error} onRetry={pages.refetch} />;
  if (pages.isPending) return <SkeletonRows rows={6} label="Loading approvals" />;
  const rows = pages.data.pages.flatMap((page) => page.approvals);
  if (rows.length === 0) return <EmptyState title={EMPTY[tab].title}>{EMPTY[tab].text}</EmptyState>;
  return (
    <div ref={list}>
      <Strip label={`${TITLES[tab]} approvals, newest first`}>
        {rows.map((row) => (
          <StripRow
            key={row.id}
            call={stripApproval(row)}
            href={`/o/${organization}/approvals/${row.id}`}
            link={AppLink}
          />
        ))}
      </Strip>
      {pages.hasNextPage ? (
        <Button className="m-4" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      ) : null}
    </div>
  );
}
