"use client";

import { GLASS_CONFIRM, type JsonObject } from "@countersign/core";
import { useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refusalIn } from "#features/api/refusal-in.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { ApprovalDetail } from "#server/views/approval.ts";

/** So many further calls, for so long. */
export interface GrantWish {
  readonly calls: number;
  readonly minutes: number;
}

interface Decision {
  readonly approve: () => void;
  /** Approves it and further calls like it. */
  readonly grant: (wish: GrantWish, onTaken: () => void) => void;
  readonly deny: (reason: string) => void;
  /** Approves it with other arguments. */
  readonly edit: (args: JsonObject, onTaken: () => void) => void;
  /** Lets it through together with a second owner. */
  readonly breakGlass: (reason: string, onTaken: () => void) => void;
  /** Why breaking the glass wasn't taken, or null. */
  readonly glassProblem: string | null;
  readonly isPending: boolean;
  /** Why the last decision didn't count, or null. */
  readonly problem: string | null;
  /** Why the last change wasn't taken, or null. */
  readonly editProblem: string | null;
  /** Decided here, just now: what shows it may stamp. */
  readonly isFresh: boolean;
}

/** Approves, changes or denies one approval as it was shown, and shows what came of it. */
export function useDecision({ id, revision }: Pick<ApprovalDetail, "id" | "revision">): Decision {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const { name: organization } = useOrganization();
  const onSettled = () =>
    Promise.all([
      cache.invalidateQueries(trpc.approvals.pathFilter()),
      cache.invalidateQueries(trpc.grants.pathFilter()),
    ]);
  const approve = useMutation(
    trpc.approvals.approve.mutationOptions({
      onSettled,
      onSuccess: (_, { grant }) =>
        say(
          grant
            ? "Approved. Calls like it go through now; take the grant back under Grants."
            : "Approved. Exactly this call may run, once.",
        ),
    }),
  );
  const deny = useMutation(
    trpc.approvals.deny.mutationOptions({ onSettled, onSuccess: () => say("Denied. The agent is told your reason.") }),
  );
  const edit = useMutation(
    trpc.approvals.edit.mutationOptions({
      onSettled,
      onSuccess: () => say("Changed. Your approval counts for the call as it is now."),
    }),
  );
  const glass = useMutation(
    trpc.approvals.breakGlass.mutationOptions({
      onSettled,
      onSuccess: ({ brokenGlassAt }) =>
        say(
          brokenGlassAt === null
            ? "Recorded. A second owner has to break the glass as well."
            : "The call is let through. Everybody who was asked is told.",
        ),
    }),
  );
  return {
    approve: () => approve.mutate({ organization, id, revision }),
    grant: (wish, onTaken) =>
      approve.mutate({ organization, id, revision, grant: { ...wish } }, { onSuccess: onTaken }),
    deny: (reason) => deny.mutate({ organization, id, reason }),
    edit: (args, onTaken) => edit.mutate({ organization, id, revision, arguments: args }, { onSuccess: onTaken }),
    breakGlass: (reason, onTaken) =>
      glass.mutate({ organization, id, revision, reason, confirm: GLASS_CONFIRM }, { onSuccess: onTaken }),
    glassProblem: problemOf(glass.error),
    isPending: glass.isPending || approve.isPending || deny.isPending || edit.isPending,
    problem: problemOf(approve.error ?? deny.error),
    editProblem: problemOf(edit.error),
    isFresh: approve.isSuccess || deny.isSuccess || edit.isSuccess,
  };
}

/** Why a decision didn't count, in words; null when nothing went wrong. */
export function problemOf(error: Parameters<typeof refusalIn>[0] | null): string | null {
  if (!error) return null;
  return refusalIn(error)?.detail ?? "The server didn't answer, so the decision may not have counted.";
}
