import type { ApprovalState } from "@countersign/core";

/** What became of a call, after its name. */
export const HEADLINES: Readonly<Record<ApprovalState, string>> = {
  pending: "waits for approval",
  approved: "was approved",
  executing: "is running",
  executed: "ran",
  failed: "failed",
  unknown: "may have run",
  lapsed: "was not collected",
  denied: "was denied",
  expired: "expired",
  cancelled: "was cancelled",
};

export interface Standing {
  readonly state: ApprovalState;
  /** Those who decided it so, in words. */
  readonly deciders: readonly string[];
  /** Until when the agent may collect it; null unless it is approved. */
  readonly permitUntil: Date | null;
}

/** How an approval stands, in a sentence or two. */
export function standingInWords({ state, deciders, permitUntil }: Standing): string {
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

/** A time to the minute, in UTC. */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
