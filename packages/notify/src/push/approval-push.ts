import { type ApprovalState, formatUsd, visibleLine } from "@countersign/core";
import type { AskedCall } from "../approval/asked-call.ts";
import { type Flood, floodHeadline, floodStanding } from "../approval/flood.ts";
import { cut, wholeArguments } from "../approval/readable-arguments.ts";
import { HEADLINES } from "../approval/state-words.ts";

export interface PushApprovalInput
  extends Pick<
    AskedCall,
    "agentTitle" | "operation" | "argumentsText" | "priceMicros" | "expiresAt" | "occasion" | "url"
  > {
  readonly approvalId: string;
  readonly state: ApprovalState;
  /** The revision whose arguments these are. */
  readonly revision: number;
  /** Whom it is for, where they let this device show what is asked and decide at once; else null. */
  readonly decider: string | null;
}

/** What a device decides by: the one revision that it shows whole. */
export interface PushQuestion {
  readonly revision: number;
  readonly userId: string;
}

/** What a device is told. The service worker (`public/sw.js`) reads it. */
export interface PushMessage {
  readonly approvalId: string;
  /** Whether somebody still has to decide. */
  readonly isAsking: boolean;
  readonly title: string;
  readonly body: string;
  /** UTC ms. */
  readonly expiresAtMs: number;
  /** The approval's page, a path of the dashboard. */
  readonly path: string;
  /** What the call would be made with, or that it is too long for here; only on devices that decide. */
  readonly asked?: string;
  /** Missing where the notification doesn't show all that an approval would be for. */
  readonly question?: PushQuestion;
}

/** A digest as a notification; `id` is what takes the place of what, on the device. */
export function pushFloodMessage(flood: Flood, id: string): PushMessage {
  return {
    approvalId: id,
    isAsking: false,
    title: cut(floodHeadline(flood), LONGEST_LINE),
    body: cut(floodStanding(flood), LONGEST_LINE),
    expiresAtMs: 0,
    path: new URL(flood.url).pathname,
  };
}

/** With its encryption it stays far under the 4,096 bytes that every push service takes. */
const LONGEST_LINE = 200;
/** What phones draw of a notification that is opened up; what they would cut off isn't asked there. */
const MOST_SHOWN = { characters: 320, lines: 8 } as const;
/** Of agent and operation together. */
const MOST_NAMES = 100;
const TOO_LONG = "What exactly is too long for a notification. Open it to decide.";

/**
 * An approval as a notification: what is asked, by whom and for how much. What exactly, its page says, and the
 * notification too where its person let this device decide.
 */
export function pushApprovalMessage(input: PushApprovalInput): PushMessage {
  const { approvalId, agentTitle, operation, occasion, priceMicros, expiresAt, state, url } = input;
  const isAsking = state === "pending";
  const again = occasion !== null ? `${occasion}: ` : "";
  return {
    approvalId,
    isAsking,
    title: cut(visibleLine(`${again}${agentTitle}`), LONGEST_LINE),
    body: cut(
      visibleLine(`${operation} ${HEADLINES[state]}${isAsking ? `, ${formatUsd(priceMicros)}` : ""}`),
      LONGEST_LINE,
    ),
    expiresAtMs: expiresAt.getTime(),
    path: new URL(url).pathname,
    ...(isAsking && whatExactly(input)),
  };
}

/** The arguments where they fit whole, and what is decided by then. */
function whatExactly(input: PushApprovalInput): Pick<PushMessage, "asked" | "question"> {
  const { decider, revision, argumentsText, agentTitle, operation } = input;
  if (decider === null) return {};
  const asked = wholeArguments(argumentsText, MOST_SHOWN);
  const isWhole = asked !== null && agentTitle.length + operation.length <= MOST_NAMES;
  return isWhole ? { asked, question: { revision, userId: decider } } : { asked: TOO_LONG };
}
