"use client";

import { useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refusalIn } from "#features/api/refusal-in.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

interface Decision {
  readonly approve: () => void;
  readonly deny: (reason: string) => void;
  readonly isPending: boolean;
  /** Why the last decision didn't count, or null. */
  readonly problem: string | null;
  /** Decided here, just now: what shows it may stamp. */
  readonly isFresh: boolean;
}

/** Approves or denies one approval and shows what came of it. */
export function useDecision(id: string): Decision {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const { name: organization } = useOrganization();
  const onSettled = () => cache.invalidateQueries(trpc.approvals.pathFilter());
  const approve = useMutation(
    trpc.approvals.approve.mutationOptions({
      onSettled,
      onSuccess: () => say("Approved. Exactly this call may run, once."),
    }),
  );
  const deny = useMutation(
    trpc.approvals.deny.mutationOptions({ onSettled, onSuccess: () => say("Denied. The agent is told your reason.") }),
  );
  const error = approve.error ?? deny.error;
  return {
    approve: () => approve.mutate({ organization, id }),
    deny: (reason) => deny.mutate({ organization, id, reason }),
    isPending: approve.isPending || deny.isPending,
    problem: error
      ? (refusalIn(error)?.detail ?? "The server didn't answer, so the decision may not have counted.")
      : null,
    isFresh: approve.isSuccess || deny.isSuccess,
  };
}
