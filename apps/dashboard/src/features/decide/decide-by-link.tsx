import { formatUsd } from "@countersign/core";
import { type Fact, Facts, MoneyText, TimeText, VisibleText } from "@countersign/ui";
import { ArgumentValue } from "#features/approvals/argument-value.tsx";
import { question } from "#features/approvals/question.ts";
import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import type { LinkedApproval } from "#server/views/approval.ts";
import { LinkBar } from "./link-bar.tsx";

interface DecideByLinkProps {
  readonly token: string;
  readonly approval: LinkedApproval;
}

/** The call a mailed link asks about, whole, and the two buttons that decide it. */
export function DecideByLink({ token, approval }: DecideByLinkProps) {
  const { organizationTitle, voterName } = approval;
  return (
    <EntryFrame
      title={<VisibleText>{question(approval)}</VisibleText>}
      description={
        <>
          For <VisibleText>{organizationTitle}</VisibleText>. Nothing has run. Approving lets exactly this call run,
          once.
        </>
      }
      footer={
        <span>
          You decide as <VisibleText>{voterName}</VisibleText> without signing in: it is recorded as decided by link,
          person not verified. The link works once.
        </span>
      }
    >
      <Facts facts={factsOf(approval)} />
      <LinkBar token={token} />
    </EntryFrame>
  );
}

function factsOf({ fields, agentReason, ruleIds, costMicros, operation, expiresAt }: LinkedApproval): Fact[] {
  const reason = agentReason === null ? [] : [{ name: "Its reason", value: <VisibleText>{agentReason}</VisibleText> }];
  return [
    ...fields.map((field) => ({ name: field.title, value: <ArgumentValue field={field} /> })),
    { name: "Operation", value: <span className="mono">{operation}</span> },
    ...reason,
    { name: "Asked by rule", value: ruleIds.join(", ") },
    { name: "Costs", value: <MoneyText amount={formatUsd(BigInt(costMicros))} /> },
    { name: "Expires", value: <TimeText at={expiresAt} /> },
  ];
}
