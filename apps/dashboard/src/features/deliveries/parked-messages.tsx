"use client";

import { CHANNELS } from "@countersign/core";
import { Button, EmptyState, SkeletonRows } from "@countersign/ui";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { DeliveryLine } from "./delivery-line.tsx";
import { CHANNEL_TITLES } from "./delivery-words.ts";

const PAGE_SIZE = 50;

/** Messages that a channel refused: nobody tries them again until somebody mends the channel and sends them. */
export function ParkedMessages() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const [channel, setChannel] = useQueryState("channel", parseAsStringLiteral(CHANNELS));
  const pages = useInfiniteQuery(
    trpc.deliveries.parked.infiniteQueryOptions(
      { organization, channel, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  if (pages.isError) return <QueryError error={pages.error} onRetry={pages.refetch} />;
  if (pages.isPending) return <SkeletonRows rows={4} label="Loading messages that weren't delivered" />;
  const messages = pages.data.pages.flatMap((page) => page.messages);
  const counts = pages.data.pages[0]?.counts ?? [];
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) {
    return (
      <EmptyState title="Every message was delivered.">
        When a channel refuses a message about an approval, it appears here, to be sent again once the channel is
        mended.
      </EmptyState>
    );
  }
  const facets = [
    { value: null, title: "All", count: total },
    ...counts.map(({ channel: value, count }) => ({ value, title: CHANNEL_TITLES[value], count })),
  ];
  return (
    <div className="m-4">
      <fieldset className="m-0 mb-3 flex flex-wrap gap-2 border-0 p-0">
        <legend className="sr">Channel</legend>
        {facets.map(({ value, title, count }) => (
          <button
            key={title}
            type="button"
            className={`tab px-2 ${channel === value ? "font-semibold" : ""}`}
            aria-pressed={channel === value}
            data-state={channel === value ? "active" : "inactive"}
            onClick={() => setChannel(value).catch(() => undefined)}
          >
            {title} <span className="num">({count})</span>
          </button>
        ))}
      </fieldset>
      <ul className="m-0 list-none p-0" aria-label="Messages that weren't delivered, newest first">
        {messages.map((message) => (
          <DeliveryLine key={message.id} message={message}>
            <Link href={`/o/${organization}/approvals/${message.approvalId}`}>The approval it is about</Link>
          </DeliveryLine>
        ))}
      </ul>
      {pages.hasNextPage ? (
        <Button className="mt-4" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {pages.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      ) : null}
    </div>
  );
}
