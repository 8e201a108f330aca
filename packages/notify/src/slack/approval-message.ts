import { type ApprovalState, formatUsd, visibleLine } from "@countersign/core";
import type { AskedCall } from "../approval/asked-call.ts";
import { HEADLINES } from "../approval/headlines.ts";
import { cut, readableArguments, visible } from "../approval/readable-arguments.ts";
import { escaped, type PlainText, plain, plainLine, type SlackBlock } from "./blocks.ts";

export interface SlackApprovalInput extends AskedCall {
  readonly state: ApprovalState;
  /** The names of those who decided it so. */
  readonly deciders: readonly string[];
  /** Until when the agent may collect it; null unless it is approved. */
  readonly permitUntil: Date | null;
}

/** What `chat.postMessage` and `chat.update` take. */
export interface SlackMessage {
  /** What a notification shows; `&`, `<` and `>` are escaped in it. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** Blocks of 12 arguments, two each, with those around them stay under Slack's 50 and its bound on a whole message. */
const MOST_ARGUMENTS = 12;
/** Five times as much is within Slack's 3,000, should it count `&amp;`. */
const LONGEST_ARGUMENT = 590;
const LONGEST_HEADER = 150;
const LONGEST_FIELD = 300;
const LONGEST_CLAIM = 500;
const LONGEST_NOTIFICATION = 300;

/** An approval as a message of Slack, made anew whenever it moves. What agents wrote stands in it as plain text only. */
export function slackApprovalMessage(input: SlackApprovalInput): SlackMessage {
  const { operation, agentReason, url } = input;
  const opening = input.state === "pending" && input.occasion !== null ? `${input.occasion}: ` : "";
  const headline = `${opening}${operation} ${HEADLINES[input.state]}`;
  return {
    text: escaped(cut(visibleLine(`${input.agentTitle}: ${headline}`), LONGEST_NOTIFICATION)),
    blocks: [
      { type: "header", text: plainLine(headline, LONGEST_HEADER) },
      { type: "section", text: plainLine(status(input), LONGEST_CLAIM) },
      { type: "section", fields: facts(input) },
      ...readableArguments(input.argumentsText, { longest: LONGEST_ARGUMENT, most: MOST_ARGUMENTS }).flatMap(
        ({ name, text }) => labelled(name, plain(text, LONGEST_ARGUMENT)),
      ),
      ...(agentReason === null
        ? []
        : labelled("What the agent says it is for", plain(visible(agentReason), LONGEST_CLAIM))),
      { type: "actions", elements: [{ type: "button", action_id: "view", text: plain("View", 75), url }] },
    ],
  };
}

/** A label is small and grey, and a value never is: no value can pass for the next label. */
function labelled(label: string, text: PlainText): SlackBlock[] {
  return [
    { type: "context", elements: [plainLine(label, LONGEST_FIELD)] },
    { type: "section", text },
  ];
}

function facts({ agentTitle, instanceName, operation, ruleIds, priceMicros, expiresAt }: SlackApprovalInput) {
  const lines: [string, string][] = [
    ["Agent", instanceName === "default" ? agentTitle : `${agentTitle}, instance ${instanceName}`],
    ["Operation", operation],
    ["Asked by rule", ruleIds.join(", ")],
    ["Price", formatUsd(priceMicros)],
    ["Expires", utc(expiresAt)],
  ];
  return lines.map(([label, value]) => plain(`${label}\n${visibleLine(value)}`, LONGEST_FIELD));
}

function status({ state, deciders, permitUntil }: SlackApprovalInput): string {
  const by = deciders.length === 0 ? "" : ` by ${deciders.join(", ")}`;
  switch (state) {
    case "pending":
      return deciders.length === 0 ? "Nothing has run: it waits until somebody decides." : `Voted on${by}; more must.`;
    case "approved":
      return `Approved${by}, waiting for the agent${permitUntil === null ? "" : ` until ${utc(permitUntil)}`}.`;
    case "executing":
      return `Approved${by}. The call is running.`;
    case "executed":
      return `Approved${by}. The call ran.`;
    case "failed":
      return `Approved${by}. The call was made and failed.`;
    case "unknown":
      return `Approved${by}. Whether the call ran isn't known: open it and say what became of it.`;
    case "lapsed":
      return `Approved${by}. The agent didn't collect it in time: nothing ran.`;
    case "denied":
      return `Denied${by}. Nothing ran.`;
    case "expired":
      return "Nobody decided in time. Nothing ran.";
    case "cancelled":
      return "Nobody is asked any more. Nothing ran.";
  }
}

function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
