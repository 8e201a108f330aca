"use client";

import { isAllowed } from "@countersign/core";
import {
  Badge,
  Button,
  ConfirmDialog,
  EmptyState,
  SkeletonRows,
  TimeText,
  useToast,
  VisibleText,
} from "@countersign/ui";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { GrantView } from "#server/views/grant.ts";

const PAGE_SIZE = 50;

/** What approvers let through beside the calls they approved, with what is left of it; each can be taken back. */
export function GrantList() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const pages = useInfiniteQuery(
    trpc.grants.list.infiniteQueryOptions(
      { organization, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  if (pages.isError) return <QueryError error={pages.error} onRetry={pages.refetch} />;
  if (pages.isPending) return <SkeletonRows rows={4} label="Loading grants" />;
  const grants = pages.data.pages.flatMap((page) => page.grants);
  if (grants.length === 0) {
    return (
      <EmptyState title="Nobody has granted anything.">
        Where a rule allows it, an approver may let further calls like the one they approve through, for a while.
      </EmptyState>
    );
  }
  return (
    <div className="m-4">
      <ul className="m-0 list-none p-0" aria-label="Grants, newest first">
        {grants.map((grant) => (
          <GrantLine key={grant.id} grant={grant} />
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

type Standing = "living" | "used up" | "over" | "taken back";

function standingOf({ endedAt, expiresAt, used, calls }: GrantView): Standing {
  if (endedAt !== null) return "taken back";
  if (new Date(expiresAt).getTime() <= Date.now()) return "over";
  return used >= calls ? "used up" : "living";
}

function GrantLine({ grant }: { readonly grant: GrantView }) {
  const { name: organization, role } = useOrganization();
  const standing = standingOf(grant);
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-2 border-b py-3">
      <div className="min-w-0">
        <Badge tone={standing === "living" ? "ok" : "muted"}>{standing}</Badge>{" "}
        <b className="mono break-words">{grant.operation}</b> for{" "}
        <span className="mono break-words">
          <VisibleText>{`${grant.agentName}/${grant.instanceName}`}</VisibleText>
        </span>
        <p className="m-0">
          {grant.used} of {grant.calls} used, until <TimeText at={grant.expiresAt} />.{" "}
          {grant.mayVary.length === 0 ? "Nothing may differ." : `May differ: ${grant.mayVary.join(", ")}.`}
        </p>
        <p className="muted m-0">
          Granted by {grant.granters.join(", ")} <TimeText at={grant.createdAt} /> with{" "}
          <Link href={`/o/${organization}/approvals/${grant.approvalId}`}>the approval</Link>
          {grant.endedAt === null ? null : (
            <>
              ; taken back <TimeText at={grant.endedAt} />: <VisibleText>{grant.endedBy ?? ""}</VisibleText>
            </>
          )}
          .
        </p>
      </div>
      {standing === "living" && isAllowed(role, "approvals.decide") ? <TakeBack grant={grant} /> : null}
    </li>
  );
}

function TakeBack({ grant }: { readonly grant: GrantView }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const [isAsking, setIsAsking] = useState(false);
  const revoke = useMutation(
    trpc.grants.revoke.mutationOptions({
      onSuccess: ({ inForce }) =>
        say(inForce ? "Taken back: the next such call asks." : "Taken back, not yet in force everywhere."),
      onSettled: () => cache.invalidateQueries(trpc.grants.pathFilter()),
    }),
  );
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>Take it back…</Button>
      <ConfirmDialog
        title={`Take the grant for ${grant.operation} back?`}
        body="The next call like it asks a person again. Calls that are out end as they would."
        confirmLabel="Take it back"
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => revoke.mutateAsync({ organization, id: grant.id })}
      />
    </>
  );
}
