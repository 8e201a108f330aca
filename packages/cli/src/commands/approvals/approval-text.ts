import { formatUsd, nameStandingIn } from "@countersign/core";
import type { Approval, ApprovalRow } from "../../api/approvals.ts";
import { terminalLine, terminalText } from "../../terminal-text.ts";

/** How an approval is named on the command line: with its revision once people have changed what it asks. */
export function approvalName({ id, revision }: Pick<ApprovalRow, "id" | "revision">): string {
  return revision === 1 ? id : `${id}@${revision}`;
}

/** An approval as one line. */
export function approvalLine(row: ApprovalRow): string {
  return terminalLine([approvalName(row), row.state, ...cellsOf(row), row.summary]);
}

function cellsOf(row: ApprovalRow): string[] {
  const cost = BigInt(row.costMicros);
  return [
    row.state === "pending" ? `until ${row.expiresAt.slice(0, 16)}Z` : "",
    row.instanceName === "default" ? row.agentName : `${row.agentName}/${row.instanceName}`,
    row.operation,
    row.ruleIds.join(","),
    cost === 0n ? "" : formatUsd(cost),
  ];
}

/** An approval with everything that is asked, over several lines. */
export function approvalText(approval: Approval): string {
  const facts: readonly (readonly [string, string])[] = [
    ["Agent says", approval.agentReason ?? ""],
    ["Again", againWords(approval)],
    ["Labels", approval.labels.join(", ")],
    ...approval.requirements.map(
      ({ ruleId, by, quorum }) => [`Rule ${ruleId}`, `${quorum} of ${by.join(", ") || "nobody"}`] as const,
    ),
    ...approval.glass.map(({ userName, reason }) => ["Glass broken by", `${userName}: ${reason}`] as const),
    ...approval.votes.map(({ userName, standsFor, decision, reason }) => {
      const name = nameStandingIn(userName, standsFor);
      const said = decision === "approve" ? "Approved by" : "Denied by";
      return [said, reason === null ? name : `${name}: ${reason}`] as const;
    }),
    ["Ended", approval.votes.some(({ reason }) => reason === approval.reason) ? "" : (approval.reason ?? "")],
  ];
  const lines = facts.filter(([, said]) => said !== "").map(([name, said]) => `  ${name}: ${said}`);
  return [
    terminalLine([approvalName(approval), approval.state, ...cellsOf(approval)]),
    ...argumentLines(approval.argumentsText),
    ...lines.map((line) => `${terminalText(line)}\n`),
  ].join("");
}

function againWords({ linkedFrom }: Approval): string {
  if (!linkedFrom) return "";
  const isUnknown = linkedFrom.state === "unknown";
  return `approved before as ${linkedFrom.id}${isUnknown ? ", sent, and it may have run already" : ""}`;
}

/** The arguments, indented; each line of text stands as it is sent, with nothing obeyed. */
function argumentLines(text: string): string[] {
  return JSON.stringify(JSON.parse(text), null, 2)
    .split("\n")
    .map((line) => `  ${terminalText(line)}\n`);
}

/** What came of a vote, or how an approval that waited stands now. */
export function standingLine(approval: Approval): string {
  const { state, votes, reason } = approval;
  if (state === "pending")
    return terminalLine([approvalName(approval), "your vote counts; others have to approve too"]);
  const decision = state === "denied" ? "deny" : "approve";
  const names = votes
    .filter((vote) => vote.decision === decision)
    .map(({ userName, standsFor }) => nameStandingIn(userName, standsFor));
  const by = names.length > 0 && !["expired", "cancelled"].includes(state) ? `by ${names.join(" and ")}` : "";
  return terminalLine([approvalName(approval), state, by, reason ?? ""]);
}
