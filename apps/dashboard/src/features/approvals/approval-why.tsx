import { TimeText } from "@countersign/ui";
import Link from "next/link";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { ApprovalDetail } from "#server/views/approval.ts";

/** Why a person is asked: the rules, who may decide, and what could not be told to anybody. */
export function ApprovalWhy({ approval }: { readonly approval: ApprovalDetail }) {
  const { name: organization } = useOrganization();
  const { linkedFrom } = approval;
  return (
    <div className="why">
      {linkedFrom ? (
        <p className="m-0">
          {linkedFrom.state === "unknown"
            ? "The same call was approved before and sent, and nobody got its answer: it may have run already."
            : "The same call was approved before, and has to be approved anew."}{" "}
          <Link href={`/o/${organization}/approvals/${linkedFrom.id}`}>The earlier approval</Link>; its votes don't
          count here.
        </p>
      ) : null}
      {approval.requirements.map((requirement) => (
        <p key={requirement.ruleId} className="m-0">
          Rule <span className="mono">{requirement.ruleId}</span> needs{" "}
          {requirement.quorum === 1 ? "one" : requirement.quorum} of these to agree:{" "}
          {requirement.by.length === 0 ? (
            "nobody of this organization may decide it now"
          ) : (
            <b>{requirement.by.join(", ")}</b>
          )}
          .
        </p>
      ))}
      {approval.requirements.length === 0 ? (
        <p className="m-0">
          Asked by rule <span className="mono">{approval.ruleIds.join(", ")}</span> of policy version{" "}
          {approval.policyVersion}.
        </p>
      ) : null}
      {approval.separation ? null : (
        <p className="m-0">Separation of duties is off for this rule: the agent's owner may decide too.</p>
      )}
      {approval.escalatesAt ? (
        <p className="m-0">
          If nobody has decided by <TimeText at={approval.escalatesAt} />, further people are asked.
        </p>
      ) : null}
      {approval.labels.length > 0 ? (
        <p className="m-0">
          This session carries <span className="mono">{approval.labels.join(", ")}</span>.
        </p>
      ) : null}
      {approval.unreachedChannels.map((channel) => (
        <p key={channel} className="label m-0">
          {channelInWords(channel)}, so nobody was told there.
        </p>
      ))}
    </div>
  );
}

function channelInWords(channel: string): string {
  const [kind = channel] = channel.split(":");
  const names: Readonly<Record<string, string>> = {
    slack: "Slack",
    email: "E-mail",
    push: "Push",
    webhook: "The webhook",
  };
  return `${names[kind] ?? channel} is not connected`;
}
