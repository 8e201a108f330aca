"use client";

import { Mark, TimeText, VisibleText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "#features/api/trpc.ts";
import { voteWay } from "#features/approvals/vote-way.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

/** Who decided the approval a call ran under, what they said and when. */
export function RecordApproval({ approvalId }: { readonly approvalId: string }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const approval = useQuery(trpc.approvals.get.queryOptions({ organization, id: approvalId }));
  const votes = approval.data?.votes ?? [];
  const glass = approval.data?.glass ?? [];
  return (
    <div className="my-2">
      <Link href={`/o/${organization}/approvals/${approvalId}`}>The approval</Link>
      {votes.length + glass.length === 0 ? null : (
        <ul className="m-0 list-none p-0">
          {glass.map((broken) => (
            <li key={broken.at} className="flex flex-wrap items-baseline gap-x-3 border-b py-2">
              <Mark kind="limit">broke the glass</Mark>
              <VisibleText>{broken.userName}</VisibleText>
              <span className="label">{voteWay(broken.channel)}</span>
              <TimeText at={broken.at} className="faint" />
              <span className="muted">
                <VisibleText>{broken.reason}</VisibleText>
              </span>
            </li>
          ))}
          {votes.map((vote) => (
            <li key={`${vote.userName} ${vote.at}`} className="flex flex-wrap items-baseline gap-x-3 border-b py-2">
              <Mark kind={vote.decision === "approve" ? "allow" : "deny"}>
                {vote.decision === "approve" ? "approved" : "denied"}
              </Mark>
              <VisibleText>{vote.userName}</VisibleText>
              <span className="label">{voteWay(vote.channel)}</span>
              <TimeText at={vote.at} className="faint" />
              {vote.reason === null ? null : (
                <span className="muted">
                  <VisibleText>{vote.reason}</VisibleText>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
