import type { ApprovalDetail } from "#server/views/approval.ts";

type Asked = Pick<
  ApprovalDetail,
  "state" | "agentTitle" | "instanceName" | "operation" | "operationTitle" | "fields" | "summary"
>;

/** The question put to the approver, as one sentence: who asks, for what, and the first argument. */
export function question(approval: Asked): string {
  const who =
    approval.instanceName === "default"
      ? approval.agentTitle
      : `${approval.agentTitle}, instance ${approval.instanceName},`;
  return `${who} ${approval.state === "pending" ? "asks" : "asked"} to ${what(approval)}.`;
}

function what({ operation, operationTitle, fields, summary }: Asked): string {
  const isOnlyAName = operation.endsWith(`.${operationTitle}`);
  const verb = isOnlyAName
    ? `call ${operation}`
    : `${operationTitle.charAt(0).toLowerCase()}${operationTitle.slice(1)}`;
  const recipient = fields.find((field) => field.name === "to" && field.isPresent);
  const to = recipient ? inWords(recipient.value) : "";
  if (to !== "") return `${verb} to ${to}`;
  return summary === "" ? verb : `${verb} (${summary})`;
}

const MOST_NAMED = 3;

function inWords(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  const texts = value.filter((item) => typeof item === "string");
  if (texts.length <= MOST_NAMED) return texts.join(", ");
  return `${texts.slice(0, MOST_NAMED).join(", ")} and ${texts.length - MOST_NAMED} more`;
}

/** What stands under the question: what has happened and what a decision would do. */
export function consequence(approval: Pick<ApprovalDetail, "state" | "canDecide" | "linkedFrom">): string {
  const isAgain = approval.linkedFrom?.state === "unknown";
  const before = isAgain ? "It may have run before." : "Nothing has run.";
  const sentences: Readonly<Record<ApprovalDetail["state"], string>> = {
    pending: approval.canDecide
      ? `${before} Approving lets exactly this call run, once${isAgain ? " more" : ""}.`
      : `${before} You can read it, but the rule asks other people to decide.`,
    approved: "It may run once, as soon as the agent comes for it.",
    executing: "It is running now.",
    executed: "It ran once and succeeded.",
    failed: "It ran and the upstream answered with an error.",
    unknown: "It was sent, but its outcome is not known. It may have run.",
    denied: "It did not run.",
    expired: "Nobody decided in time. It did not run.",
    lapsed: "It was approved, but the agent didn't come for it in time. It did not run.",
    cancelled: "It was withdrawn and did not run.",
  };
  return sentences[approval.state];
}
