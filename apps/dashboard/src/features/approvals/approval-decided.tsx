import { nameStandingIn } from "@countersign/core";
import { Mark, TimeText, VisibleText } from "@countersign/ui";
import Link from "next/link";
import type { ApprovalDetail } from "#server/views/approval.ts";
import { voteWay } from "./vote-way.ts";

interface ApprovalDecidedProps {
  readonly approval: ApprovalDetail;
  readonly organization: string;
  readonly isFresh: boolean;
}

/** Who decided, when and why, and the record of the call it led to. */
export function ApprovalDecided({ approval, organization, isFresh }: ApprovalDecidedProps) {
  if (approval.votes.length === 0 && approval.state === "pending") return null;
  return (
    <section className="mt-6" aria-labelledby="decided">
      <div className="section-head">
        <h2 id="decided">Decision</h2>
      </div>
      <ul className="m-0 list-none p-0">
        {approval.votes.map((vote) => (
          <li key={`${vote.userName}-${vote.at}`} className="border-b py-2">
            <Mark kind={vote.decision === "approve" ? "allow" : "deny"} isStamped={isFresh}>
              {vote.decision === "approve" ? "Approved" : "Denied"}
            </Mark>{" "}
            by {nameStandingIn(vote.userName, vote.standsFor)} {voteWay(vote.channel)}, <TimeText at={vote.at} />
            {vote.reason === null ? null : (
              <div className="muted">
                “<VisibleText>{vote.reason}</VisibleText>”
              </div>
            )}
          </li>
        ))}
        {approval.reason !== null && approval.votes.every((vote) => vote.reason !== approval.reason) ? (
          <li className="muted border-b py-2">
            <VisibleText>{approval.reason}</VisibleText>
          </li>
        ) : null}
        {approval.state === "approved" && approval.permitUntil !== null ? (
          <li className="muted border-b py-2">
            Waiting for the agent until <TimeText at={approval.permitUntil} />.
          </li>
        ) : null}
        {approval.recordId === null ? null : (
          <li className="border-b py-2">
            <Link href={`/o/${organization}/audit/${approval.recordId}`}>The record of the call</Link>
          </li>
        )}
      </ul>
    </section>
  );
}
