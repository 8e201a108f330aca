"use client";

import { SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { DeliveryLine } from "./delivery-line.tsx";

/** Sending a message makes no live message of its own. */
const LOOK_AGAIN_MS = 5_000;

/** Who was told of an approval, on which channel and when; what failed, and when it is tried next. */
export function ApprovalDeliveries({ approvalId }: { readonly approvalId: string }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(
    trpc.deliveries.ofApproval.queryOptions(
      { organization, approvalId },
      {
        refetchInterval: ({ state }) =>
          state.data?.messages.some((message) => message.state === "waiting") ? LOOK_AGAIN_MS : false,
      },
    ),
  );
  if (isPending) return <SkeletonRows rows={2} label="Loading who was told" />;
  if (!data) return <QueryError error={error} onRetry={() => void refetch()} />;
  if (data.messages.length === 0) {
    return (
      <p className="muted m-0">Nobody was sent a message: it is shown in the inbox of everybody who may decide.</p>
    );
  }
  return (
    <ul className="m-0 list-none p-0" aria-label="Messages about this approval">
      {data.messages.map((message) => (
        <DeliveryLine key={message.id} message={message} />
      ))}
    </ul>
  );
}
