"use client";

import { isAllowed } from "@countersign/core";
import { LinkTabs } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useTRPC } from "#features/api/trpc.ts";
import { ParkedMessages } from "#features/deliveries/parked-messages.tsx";
import { GrantList } from "#features/grants/grant-list.tsx";
import { UnknownOutcomes } from "#features/outcomes/unknown-outcomes.tsx";
import { PushPrompt } from "#features/push/push-prompt.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ApprovalRows } from "./approval-rows.tsx";

const TABS = ["waiting", "mine", "decided", "glass", "grants", "unknown", "undelivered"] as const;
const TITLES = {
  waiting: "Waiting",
  mine: "Mine",
  decided: "Decided",
  glass: "Break-glass",
  grants: "Grants",
  unknown: "Unknown outcomes",
  undelivered: "Not delivered",
} as const;

/** What people see who may not see every approval: what waits is theirs. */
const OWN_TABS: readonly string[] = ["waiting", "decided"];

/** What waits for a person, what was decided, and what may have run; all fill by themselves. */
export function ApprovalInbox() {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const [tab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("waiting"));
  const canSeeAll = isAllowed(role, "approvals.read");
  const open = useQuery({ ...trpc.outcomes.countOpen.queryOptions({ organization }), enabled: canSeeAll });
  const tabs = canSeeAll ? TABS : TABS.filter((one) => OWN_TABS.includes(one));
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
      {tab === "waiting" || tab === "mine" || tab === "decided" || tab === "glass" ? (
        <ApprovalRows key={tab} tab={tab} />
      ) : null}
    </>
  );
}
