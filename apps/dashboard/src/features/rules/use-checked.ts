"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC, useTRPCClient } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Validation } from "#server/views/policy.ts";
import { useSettled } from "./use-settled.ts";

const PAUSE_MS = 350;

export interface Checked {
  /** Of the latest text that was checked; null before the first. */
  readonly validation: Validation | null;
  /** The text has changed since. */
  readonly isBehind: boolean;
  readonly error: unknown;
}

/** What the server says of a text: problems with their places, and its tests. Asked again when the configuration changes. */
export function useChecked(text: string): Checked {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const source = useSettled(text, PAUSE_MS);
  const checked = useQuery({
    // Under the policy's own keys, so that what refreshes the policy refreshes this.
    queryKey: [...trpc.policy.validate.mutationKey(), { organization, source }],
    queryFn: () => client.policy.validate.mutate({ organization, source }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  return {
    validation: checked.data ?? null,
    isBehind: source !== text || checked.isPlaceholderData || checked.isPending,
    error: checked.error,
  };
}
