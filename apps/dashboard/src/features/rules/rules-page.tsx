"use client";

import { SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { RulesWorkspace } from "./rules-workspace.tsx";

/** What is allowed: the policy in use and one's own draft of the next. */
export function RulesPage() {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const draft = useQuery(trpc.policy.draft.queryOptions({ organization }));
  const vocabulary = useQuery(trpc.policy.vocabulary.queryOptions({ organization }));
  const error = draft.error ?? vocabulary.error;
  // What is being written stays on the page, even when asking again failed.
  if (draft.data && vocabulary.data) return <RulesWorkspace draft={draft.data} vocabulary={vocabulary.data} />;
  if (error) {
    return <QueryError level={1} error={error} onRetry={() => Promise.all([draft.refetch(), vocabulary.refetch()])} />;
  }
  return (
    <>
      <h1>Rules</h1>
      <SkeletonRows rows={12} label="Loading the policy" />
    </>
  );
}
