export { type ApprovalCancel, type CancelledApproval, cancelApproval } from "./approvals/cancel.ts";
export { type ApprovalClaim, type ClaimedApproval, claimApproval } from "./approvals/claim.ts";
export { extendPermit, markDelivered } from "./approvals/collect.ts";
export {
  type ApprovalVote,
  type DecidedApproval,
  decideApproval,
  PERMIT_MS,
  type VoteChannel,
} from "./approvals/decide.ts";
export { expireApproval, expireDueApprovals } from "./approvals/expire.ts";
export { type GiveBack, giveBackApproval } from "./approvals/give-back.ts";
export { lapseApprovals } from "./approvals/lapse.ts";
export { type ApprovalPage, type ApprovalQuery, countWaitingApprovals, listApprovals } from "./approvals/list.ts";
export type { ApprovalDeps, ApprovalPrincipal, Place } from "./approvals/moves.ts";
export { readApproval, readApprovalAs, type ViewedApproval } from "./approvals/read.ts";
export { type ApprovalRequest, type RequestedApproval, requestApproval } from "./approvals/request.ts";
export { approvalRequirementSchema, readRequirement, type StoredRequirement } from "./approvals/requirement.ts";
export type { ApprovalView, VoteView } from "./approvals/view.ts";
