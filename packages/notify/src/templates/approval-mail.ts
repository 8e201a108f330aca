import { formatUsd, visibleLine } from "@countersign/core";
import type { AskedCall } from "../approval/asked-call.ts";
import { readableArguments, visible } from "../approval/readable-arguments.ts";
import type { Mail } from "../mail.ts";
import { writeMail } from "./frame.ts";

export interface ApprovalMailInput extends AskedCall {
  readonly to: string;
  readonly messageId: string;
  readonly organizationTitle: string;
}

const LONGEST = 2_000;
const MOST = 25;

/** Asks somebody who may decide to look at a call. The link opens it; deciding takes a signed-in session. */
export function approvalMail(input: ApprovalMailInput): Mail {
  const { to, messageId, url, organizationTitle, operation, agentReason, occasion } = input;
  const who =
    input.instanceName === "default" ? input.agentTitle : `${input.agentTitle}, instance ${input.instanceName},`;
  const asks = visibleLine(`${who} asks to call ${operation}`);
  const facts = readableArguments(input.argumentsText, { longest: LONGEST, most: MOST }).map(({ name, text }) => ({
    label: name,
    text,
  }));
  const mail = writeMail({
    to,
    subject: `${occasion === null ? "" : `${occasion}: `}${asks}`,
    opening: [`${asks}. Nothing has run: it waits until you or somebody else decides.`],
    facts: [
      ...facts,
      ...(agentReason === null ? [] : [{ label: "The agent says", text: visible(agentReason) }]),
      { label: "Asked by rule", text: visibleLine(input.ruleIds.join(", ")) },
      { label: "Price", text: formatUsd(input.priceMicros) },
      { label: "Expires", text: `${input.expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC` },
    ],
    button: { label: "Read and decide", url },
    closing: [
      "Opening the link decides nothing. You decide on the page, signed in.",
      `You get this since a rule of ${visibleLine(organizationTitle)} names you.`,
    ],
  });
  return { ...mail, messageId };
}
