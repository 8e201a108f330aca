import type { ApprovalState } from "@countersign/core";

/** What has become of an approval, after the operation's name. */
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
