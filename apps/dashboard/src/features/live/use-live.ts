"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

/**
 * Keeps what is shown up to date: live messages are hints that say what changed, and whatever shows it asks again.
 * After a lost connection everything is asked again, since hints may have been missed.
 */
export function useLive(): "live" | "connecting" {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization } = useOrganization();
  const refresh = (filters: { readonly queryKey: readonly unknown[] }) => {
    cache.invalidateQueries(filters).catch(() => undefined);
  };
  const subscription = useSubscription(
    trpc.live.changes.subscriptionOptions(
      { organization },
      {
        onStarted: () => {
          refresh(trpc.records.pathFilter());
          refresh(trpc.approvals.pathFilter());
          refresh(trpc.overview.pathFilter());
        },
        onData: (message) => {
          if (message.type === "records") refresh(trpc.records.list.infiniteQueryFilter());
          if (message.type === "records") refresh(trpc.records.list.queryFilter());
          if (message.type === "approval") refresh(trpc.approvals.pathFilter());
          if (message.type !== "version") refresh(trpc.overview.pathFilter());
        },
      },
    ),
  );
  return subscription.status === "pending" ? "live" : "connecting";
}
