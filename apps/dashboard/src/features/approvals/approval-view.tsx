"use client";

import { isAllowed } from "@countersign/core";
import { CopyButton, Countdown, JsonView, Mark, SkeletonRows, Tabs, TimeText, VisibleText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { markOfState } from "#features/calls/mark-of.ts";
import { ApprovalDeliveries } from "#features/deliveries/approval-deliveries.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { ApprovalDetail } from "#server/views/approval.ts";
import { ApprovalBefore } from "./approval-before.tsx";
import { ApprovalDecided } from "./approval-decided.tsx";
import { ApprovalFacts } from "./approval-facts.tsx";
import { ApprovalRevisions } from "./approval-revisions.tsx";
import { ApprovalSession } from "./approval-session.tsx";
import { ApprovalWhy } from "./approval-why.tsx";
import { BreakGlass, GlassBanner } from "./break-glass.tsx";
import { DecideBar } from "./decide-bar.tsx";
import { consequence, question } from "./question.ts";
import { useDecision } from "./use-decision.ts";

/** One approval, fully readable without leaving, and decided here. */
export function ApprovalView({ id }: { readonly id: string }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const approval = useQuery(trpc.approvals.get.queryOptions({ organization, id }));
  if (approval.isError) return <QueryError level={1} error={approval.error} onRetry={approval.refetch} />;
  if (approval.isPending) return <SkeletonRows rows={8} label="Loading the approval" />;
  return <LoadedApproval approval={approval.data} organization={organization} />;
}

interface LoadedApprovalProps {
  readonly approval: ApprovalDetail;
  readonly organization: string;
}

function LoadedApproval({ approval, organization }: LoadedApprovalProps) {
  const decision = useDecision(approval);
  const { role } = useOrganization();
  const { mark, word } = markOfState(approval.state);
  const isPending = approval.state === "pending";
  return (
    <article className="mx-auto max-w-[680px]">
      <div className="muted mb-6 flex justify-between gap-3">
        <Link href={`/o/${organization}/approvals`}>Approvals</Link>
        {isPending ? (
          <span className="mono">
            expires in <Countdown until={approval.expiresAt} />
          </span>
        ) : (
          <TimeText at={approval.decidedAt ?? approval.endedAt ?? approval.requestedAt} className="mono" />
        )}
      </div>
      <Mark kind={mark} isStamped={decision.isFresh && !isPending}>
        {isPending ? "Waiting for a person" : `${word.charAt(0).toUpperCase()}${word.slice(1)}`}
      </Mark>
      <h1 className="question">
        <VisibleText>{question(approval)}</VisibleText>
      </h1>
      <p className="muted m-0">{consequence(approval)}</p>
      <GlassBanner approval={approval} />
      <ApprovalFacts approval={approval} />
      <ApprovalWhy approval={approval} />
      <ApprovalRevisions revisions={approval.revisions} />
      <ApprovalDecided approval={approval} organization={organization} isFresh={decision.isFresh} />
      <div className="mt-6 mb-6">
        <Tabs
          label="More about this approval"
          tabs={[
            {
              id: "details",
              title: "Details",
              content: <ApprovalDetails approval={approval} organization={organization} />,
            },
            { id: "before", title: "Before", content: <ApprovalBefore approval={approval} /> },
            ...(isAllowed(role, "audit.read")
              ? [{ id: "session", title: "Session", content: <ApprovalSession approval={approval} /> }]
              : []),
            { id: "told", title: "Who was told", content: <ApprovalDeliveries approvalId={approval.id} /> },
            { id: "raw", title: "Raw", content: <ApprovalRaw approval={approval} /> },
          ]}
        />
      </div>
      {approval.canDecide ? <DecideBar approval={approval} decision={decision} /> : null}
      {approval.canBreakGlass ? <BreakGlass approval={approval} decision={decision} /> : null}
    </article>
  );
}

function ApprovalDetails({ approval, organization }: LoadedApprovalProps) {
  return (
    <p className="muted m-0">
      Asked at <TimeText at={approval.requestedAt} /> over {approval.surface}, under policy version{" "}
      {approval.policyVersion}. Ticket <span className="mono">{approval.id}</span>. The arguments are fixed by their
      SHA-256 <span className="mono break-all">{approval.forwardedHash}</span>; if anything in them changes, it is
      another call. <Link href={`/o/${organization}/audit?approval=${approval.id}`}>Its records</Link> are in the audit.
    </p>
  );
}

function ApprovalRaw({ approval }: { readonly approval: ApprovalDetail }) {
  return (
    <>
      <JsonView value={parsed(approval.argumentsText)} label="Arguments as JSON" />
      <CopyButton text={approval.argumentsText} label="Copy the arguments as JSON" />
    </>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
