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
export { type RecoveryDeps, recoverClaims } from "./approvals/recover-claims.ts";
export { type ApprovalRequest, type RequestedApproval, requestApproval } from "./approvals/request.ts";
export {
  approvalRequirementSchema,
  type RequirementInput,
  readRequirement,
  type StoredRequirement,
} from "./approvals/requirement.ts";
export type { ApprovalView, VoteView } from "./approvals/view.ts";
export { type Opening, type OpeningDeps, openOrganization } from "./audit/open-organization.ts";
export { type Overview, readOverview, type SpanFigures } from "./audit/overview.ts";
export {
  getRecord,
  listRecordsById,
  type RecordPage,
  type RecordSearch,
  searchRecords,
  type WholeRecord,
} from "./audit/search-records.ts";
export type { BatchItem, RecordOrigin, StoredBatch } from "./audit/store-batch.ts";
export {
  type AuditWriter,
  type DrainedActs,
  drainAuditOutbox,
  isAfter,
  type StreamItem,
  type WrittenRecords,
  writeRecords,
} from "./audit/write-records.ts";
export { delayMs, type RelayDeps, relayOutbox } from "./outbox/relay.ts";
