import { formatUsd, visibleLine } from "@countersign/core";
import type { AskedCall } from "../approval/asked-call.ts";
import { cut, readableArguments, visible } from "../approval/readable-arguments.ts";
import { HEADLINES, type Standing, standingInWords, utc } from "../approval/state-words.ts";
import type { Mail } from "../mail.ts";
import { type Fact, writeMail } from "./frame.ts";

export interface ApprovalMailInput extends AskedCall {
  readonly to: string;
  readonly messageId: string;
  readonly organizationTitle: string;
  /** Where it can be decided without signing in; null where it can't. */
  readonly linkUrl: string | null;
}

const LONGEST = 2_000;
const MOST = 25;

/**
 * Asks somebody who may decide to look at a call. One link opens it behind sign-in; where their group opted in, another one
 * leads to a page that decides without.
 */
export function approvalMail(input: ApprovalMailInput): Mail {
  const { to, messageId, url, linkUrl, organizationTitle, occasion } = input;
  const asks = visibleLine(`${callerOf(input)} asks to call ${input.operation}`);
  const signedIn = { label: "Read and decide", url };
  const mail = writeMail({
    to,
    subject: `${occasion === null ? "" : `${occasion}: `}${asks}`,
    opening: [`${asks}. Nothing has run: it waits until you or somebody else decides.`],
    facts: [...callFacts(input), { label: "Expires", text: utc(input.expiresAt) }],
    ...(linkUrl === null
      ? { button: signedIn }
      : { button: { label: "Decide without signing in", url: linkUrl }, other: signedIn }),
    closing: [
      linkUrl === null
        ? "Opening the link decides nothing. You decide on the page, signed in."
        : "Opening a link decides nothing: its page has the buttons. The first one works once and is yours alone, so forward this mail to nobody.",
      `You get this since a rule of ${visibleLine(organizationTitle)} names you.`,
    ],
  });
  return { ...mail, messageId };
}

export interface DecidedMailInput extends AskedCall, Standing {
  readonly to: string;
  readonly messageId: string;
  readonly organizationTitle: string;
}

/** Tells somebody who was asked what became of it. */
export function decidedMail(input: DecidedMailInput): Mail {
  const { to, messageId, url, organizationTitle, operation, state } = input;
  const opening = input.occasion === null ? "" : `${input.occasion}: `;
  const asked = visibleLine(`${opening}${callerOf(input)} asked to call ${operation}`);
  const mail = writeMail({
    to,
    subject: `${asked}: it ${HEADLINES[state]}`,
    opening: [`${asked}. ${visibleLine(standingInWords(input))}`],
    facts: callFacts(input),
    button: { label: "Open it", url },
    closing: [`You get this since a rule of ${visibleLine(organizationTitle)} had you asked.`],
  });
  return { ...mail, messageId };
}

function callerOf({ agentTitle, instanceName }: AskedCall): string {
  return instanceName === "default" ? agentTitle : `${agentTitle}, instance ${instanceName},`;
}

function callFacts({ argumentsText, agentReason, ruleIds, priceMicros, glass }: AskedCall): Fact[] {
  return [
    ...glass.map(({ by, reason }) => ({
      label: visibleLine(`Why ${by} breaks the glass`),
      text: cut(visible(reason), LONGEST),
    })),
    ...readableArguments(argumentsText, { longest: LONGEST, most: MOST }).map(({ name, text }) => ({
      label: name,
      text,
    })),
    ...(agentReason === null ? [] : [{ label: "The agent says", text: cut(visible(agentReason), LONGEST) }]),
    { label: "Asked by rule", text: visibleLine(ruleIds.join(", ")) },
    { label: "Price", text: formatUsd(priceMicros) },
  ];
}
