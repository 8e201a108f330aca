import { AWAIT_TOOL } from "../pipeline/approval-answers.ts";

/** Withdraws an approval that hasn't run yet. */
export const CANCEL_TOOL = "countersign__cancel_approval";

const ticket = {
  type: "object",
  properties: { ticket: { type: "string", description: "The ticket from the pending answer, apr_…" } },
  required: ["ticket"],
  additionalProperties: false,
};

/** Our own tools, as JSON texts of their definitions. They are offered where a call may need a person. */
export const OWN_TOOLS: readonly string[] = [
  {
    name: AWAIT_TOOL,
    title: "Wait for an approval",
    description:
      "Waits until people have decided about a call that needs their approval, and gives that call's result. " +
      "Use it with the ticket of a pending answer; if the answer is still pending, call it again.",
    inputSchema: ticket,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  },
  {
    name: CANCEL_TOOL,
    title: "Withdraw an approval request",
    description: "Withdraws your own request for approval, so that the call will not run.",
    inputSchema: ticket,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  },
].map((tool) => JSON.stringify(tool));
