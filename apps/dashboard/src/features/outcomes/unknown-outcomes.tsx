"use client";

import { isAllowed } from "@countersign/core";
import { Button, EmptyState, SkeletonRows, Strip, StripRow, TimeText } from "@countersign/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { Fragment, type ReactNode, useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { AppLink } from "#features/calls/app-link.tsx";
import { stripCall } from "#features/calls/strip-call.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { OutcomeView } from "#server/views/outcome.ts";
import { ResolveDialog } from "./resolve-dialog.tsx";

const PAGE_SIZE = 50;
const SHOWN = ["open", "ended"] as const;
const ENDINGS = {
  late: "Its own answer came late",
  ran: "Somebody found that it ran",
  did_not_run: "Somebody found that it did not run",
} as const;

/** Calls that may have run: nobody repeats them until a person says what became of them. */
export function UnknownOutcomes() {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const [shown, setShown] = useQueryState("outcomes", parseAsStringLiteral(SHOWN).withDefault("open"));
  const [chosen, setChosen] = useState<OutcomeView | null>(null);
  const pages = useInfiniteQuery(
    trpc.outcomes.list.infiniteQueryOptions(
      { organization, tab: shown, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  if (pages.isError) return <QueryError error={pages.error} onRetry={pages.refetch} />;
  if (pages.isPending) return <SkeletonRows rows={4} label="Loading calls with an unknown outcome" />;
  const outcomes = pages.data.pages.flatMap((page) => page.outcomes);
  return (
    <div>
      <div className="m-4 flex flex-wrap items-baseline justify-between gap-3">
        <p className="muted m-0 max-w-[60ch]">
          These calls were sent, and no answer came. They may have run, so they are not repeated and stay charged at
          what was set aside.
        </p>
        <Button onClick={() => setShown(shown === "open" ? "ended" : "open").catch(() => undefined)}>
          {shown === "open" ? "Show those that are known by now" : "Show those that are unknown"}
        </Button>
      </div>
      {outcomes.length === 0 ? (
        <EmptyState title={shown === "open" ? "Every outcome is known." : "None has been found out yet."}>
          When a call is sent and its answer never comes, it appears here for somebody to look at.
        </EmptyState>
      ) : (
        <Strip label="Calls with an unknown outcome, newest first">
          {outcomes.map((outcome) => (
            <Fragment key={outcome.record.id}>
              <StripRow
                call={stripCall(outcome.record)}
                href={`/o/${organization}/audit/${outcome.record.id}`}
                link={AppLink}
              />
              <OutcomeEnd outcome={outcome} organization={organization}>
                {isAllowed(role, "outcomes.resolve") ? (
                  <Button onClick={() => setChosen(outcome)}>Say what became of it…</Button>
                ) : null}
              </OutcomeEnd>
            </Fragment>
          ))}
        </Strip>
      )}
      {pages.hasNextPage ? (
        <Button className="m-4" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      ) : null}
      {chosen ? <ResolveDialog outcome={chosen} onClose={() => setChosen(null)} /> : null}
    </div>
  );
}

interface OutcomeEndProps {
  readonly outcome: OutcomeView;
  readonly organization: string;
  /** What can be done about an open one. */
  readonly children: ReactNode;
}

function OutcomeEnd({ outcome: { ending, endedAt, endRecordId }, organization, children }: OutcomeEndProps) {
  return (
    <li className="mt-2 mb-3 ml-4 flex flex-wrap items-baseline gap-2">
      {ending === null || endedAt === null ? (
        children
      ) : (
        <span className="muted">
          {ENDINGS[ending]} at <TimeText at={endedAt} />:{" "}
          <Link href={`/o/${organization}/audit/${endRecordId}`}>its record</Link>.
        </span>
      )}
    </li>
  );
}
