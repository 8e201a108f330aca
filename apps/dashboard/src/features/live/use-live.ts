"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { refreshAfter } from "./refresh-after.ts";

/** The routers whose answers follow the organization's configuration. */
const CONFIGURATION = [
  "agents",
  "connections",
  "invitations",
  "members",
  "organization",
  "policy",
  "secrets",
  "slack",
  "tokens",
  "webhooks",
] as const;

/**
 * Keeps what is shown up to date: live messages are hints that say what changed, and whatever shows it asks again.
 * Once the hints are sure to arrive, at first and after a lost connection, everything is asked again, since some may
 * have been missed.
 */
export function useLive(): "live" | "connecting" {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization } = useOrganization();
  const [isReady, setReady] = useState(false);
  const refresh = (filters: { readonly queryKey: readonly unknown[] }) => {
    refreshAfter(cache, filters).catch(() => undefined);
  };
  const subscription = useSubscription(
    trpc.live.changes.subscriptionOptions(
      { organization },
      {
        onStarted: () => setReady(false),
        // A refusal ends it for good: the person is signed out or no longer belongs here, which this question tells.
        onError: () => refresh(trpc.organization.pathFilter()),
        onData: (message) => {
          if (message.type === "ready") {
            setReady(true);
            for (const part of [
              ...CONFIGURATION,
              "records",
              "approvals",
              "deliveries",
              "outcomes",
              "overview",
            ] as const) {
              refresh(trpc[part].pathFilter());
            }
            return;
          }
          if (message.type === "records") refresh(trpc.records.list.infiniteQueryFilter());
          if (message.type === "records") refresh(trpc.records.list.queryFilter());
          if (message.type === "records") refresh(trpc.outcomes.pathFilter());
          // What agents did, and when they last called, stands with them.
          if (message.type === "records") refresh(trpc.agents.get.queryFilter());
          if (message.type === "records") refresh(trpc.agents.list.queryFilter());
          // A call may have put a label on its session, or its operation on hold.
          if (message.type === "records") refresh(trpc.agents.sessions.queryFilter());
          if (message.type === "records") refresh(trpc.connections.pathFilter());
          if (message.type === "approval") refresh(trpc.approvals.pathFilter());
          if (message.type === "approval") refresh(trpc.deliveries.pathFilter());
          if (message.type === "connection") refresh(trpc.connections.pathFilter());
          if (message.type === "version") for (const part of CONFIGURATION) refresh(trpc[part].pathFilter());
          if (message.type !== "version") refresh(trpc.overview.pathFilter());
        },
      },
    ),
  );
  return isReady && subscription.status === "pending" ? "live" : "connecting";
}
