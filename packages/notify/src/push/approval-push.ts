import { type ApprovalState, formatUsd, visibleLine } from "@countersign/core";
import type { AskedCall } from "../approval/asked-call.ts";
import { type Flood, floodHeadline, floodStanding } from "../approval/flood.ts";
import { cut } from "../approval/readable-arguments.ts";
import { HEADLINES } from "../approval/state-words.ts";

export interface PushApprovalInput
  extends Pick<AskedCall, "agentTitle" | "operation" | "priceMicros" | "expiresAt" | "occasion" | "url"> {
  readonly approvalId: string;
  readonly state: ApprovalState;
}

/** What a device is told. The service worker (`public/sw.js`) reads it; arguments never stand in it. */
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

/** An approval as a notification: what is asked, by whom and for how much; what exactly, its page says. */
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
  };
}
