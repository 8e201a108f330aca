"use client";

import { SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { RecordStory } from "./record-story.tsx";

/** Fetches a record and tells its story. */
export function RecordLoader({ id }: { readonly id: string }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const record = useQuery(trpc.records.get.queryOptions({ organization, id }));
  if (record.isError) return <QueryError level={1} error={record.error} onRetry={record.refetch} />;
  if (record.isPending) return <SkeletonRows rows={8} label="Loading the record" />;
  return <RecordStory detail={record.data} organization={organization} />;
}
