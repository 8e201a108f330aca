"use client";

import { Button, CopyButton, EmptyState, ErrorState, Input, Section, Skeleton, TimeText } from "@countersign/ui";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { SlackChannelsView } from "#server/views/slack-channels.ts";
import { useAct } from "./use-act.ts";

const LOOK_AGAIN_MS = 1_500;

/** The channels that the app can post to, to be found by name and copied into a rule. */
export function SlackChannels() {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const act = useAct();
  const { name: organization } = useOrganization();
  const [search, setSearch] = useQueryState("channel", parseAsString.withDefault(""));
  const refresh = useMutation(trpc.slack.refreshChannels.mutationOptions());
  const { data, error, refetch } = useQuery(
    trpc.slack.channels.queryOptions(
      { organization, search: search.slice(0, 80) },
      {
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) => (state.data?.isReading ? LOOK_AGAIN_MS : false),
      },
    ),
  );
  const readAgain = () =>
    void act(async () => {
      await refresh.mutateAsync({ organization });
      await cache.invalidateQueries(trpc.slack.channels.pathFilter());
    });
  return (
    <Section
      title="Channels"
      description="All public channels, and private ones that the app was invited to. Rules and approver groups offer them too."
      actions={
        <Button disabled={refresh.isPending || data?.isReading === true} onClick={readAgain}>
          {data?.isReading ? "Reading…" : "Read again"}
        </Button>
      }
    >
      {error && !data ? <QueryError error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <div className="grid gap-3">
          <Input
            type="search"
            aria-label="Find a channel"
            placeholder="Find a channel"
            value={search}
            maxLength={80}
            onChange={(event) => void setSearch(event.target.value || null)}
          />
          <Found view={data} isSearching={search !== ""} />
        </div>
      ) : error ? null : (
        <Skeleton />
      )}
    </Section>
  );
}

function Found({ view, isSearching }: { readonly view: SlackChannelsView; readonly isSearching: boolean }) {
  const { readAt, problem, total, channels } = view;
  const fault = problem ? (
    <ErrorState title="The channels couldn't be read">
      {problem}. {readAt ? "What was read before is shown." : "It is tried again by itself."}
    </ErrorState>
  ) : null;
  if (readAt === null) return fault ?? <Skeleton />;
  return (
    <>
      {fault}
      {channels.length === 0 ? (
        <EmptyState title={isSearching ? "No such channel" : "No channel yet"}>
          A private channel is listed once the app was invited to it there.
        </EmptyState>
      ) : (
        <ul className="m-0 grid list-none gap-1 p-0">
          {channels.map(({ name, isPrivate }) => (
            <li key={name} className="flex min-w-0 items-center gap-2">
              <span className="mono min-w-0 break-all">#{name}</span>
              {isPrivate ? <span className="label">private</span> : null}
              <CopyButton text={`slack:#${name}`} label={`Copy slack:#${name}`} />
            </li>
          ))}
        </ul>
      )}
      <p className="label m-0">
        {total > channels.length ? `${channels.length} of ${total}; find others by name. ` : ""}
        Read <TimeText at={readAt} />.
      </p>
    </>
  );
}
