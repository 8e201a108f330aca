import { formatUsd, visibleLine } from "@countersign/core";
import type { AskedCall } from "../approval/asked-call.ts";
import { cut, readableArguments, visible } from "../approval/readable-arguments.ts";
import { HEADLINES, type Standing, standingInWords, utc } from "../approval/state-words.ts";
import { type ButtonBlock, escaped, labelled, plain, plainLine, type SlackBlock } from "./blocks.ts";

export interface SlackApprovalInput extends AskedCall, Standing {
  /** Names the approval and the revision that is shown: what its buttons send back, and nothing else. */
  readonly target: string;
  /** Whether those who decide may change the call. */
  readonly mayEdit: boolean;
  /** Whether they may let further calls like it through. */
  readonly mayGrant: boolean;
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
  const opening = input.occasion !== null ? `${input.occasion}: ` : "";
  const headline = `${opening}${operation} ${HEADLINES[input.state]}`;
  return {
    text: escaped(cut(visibleLine(`${input.agentTitle}: ${headline}`), LONGEST_NOTIFICATION)),
    blocks: [
      { type: "header", text: plainLine(headline, LONGEST_HEADER) },
      { type: "section", text: plainLine(standingInWords(input), LONGEST_CLAIM) },
      { type: "section", fields: facts(input) },
      ...input.glass.flatMap(({ by, reason }) =>
        labelled(`Why ${by} breaks the glass`, plain(visible(reason), LONGEST_CLAIM)),
      ),
      ...readableArguments(input.argumentsText, { longest: LONGEST_ARGUMENT, most: MOST_ARGUMENTS }).flatMap(
        ({ name, text }) => labelled(name, plain(text, LONGEST_ARGUMENT)),
      ),
      ...(agentReason === null
        ? []
        : labelled("What the agent says it is for", plain(visible(agentReason), LONGEST_CLAIM))),
      {
        type: "actions",
        elements: [...decisions(input), { type: "button", action_id: "view", text: plain("View", 75), url }],
      },
    ],
  };
}

/** Whether a message shows all arguments of a call to their end. */
export function slackShowsWhole(argumentsText: string): boolean {
  const all = readableArguments(argumentsText, { longest: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY });
  return all.length <= MOST_ARGUMENTS && all.every(({ text }) => text.length <= LONGEST_ARGUMENT);
}

function decisions({ state, target: value, mayEdit, mayGrant }: SlackApprovalInput): ButtonBlock[] {
  if (state !== "pending") return [];
  const button = (action_id: string, words: string) =>
    ({ type: "button", action_id, text: plain(words, 75), value }) as const;
  return [
    { ...button("approve", "Approve"), style: "primary" },
    { ...button("deny", "Deny…"), style: "danger" },
    ...(mayEdit ? [button("change", "Approve with changes…")] : []),
    ...(mayGrant ? [button("grant", "Approve for 1 hour…")] : []),
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
