export { type AgentTarget, type ArchivedAgent, archiveAgent, restoreAgent } from "./agents/archive-agent.ts";
export { type AgentInput, createAgent } from "./agents/create-agent.ts";
export { type Enrolment, enrolInstance } from "./agents/enrol-instance.ts";
export { type AgentUpdate, updateAgent } from "./agents/update-agent.ts";
export {
  type Activity,
  type AgentsActivity,
  NO_ACTIVITY,
  readAgentsActivity,
  readInstancesActivity,
} from "./agents-activity/read-activity.ts";
export {
  type AgentPermissions,
  type OperationPermission,
  type PermissionsQuery,
  readAgentPermissions,
} from "./agents-permissions/read-permissions.ts";
export { type AnnounceReadyDeps, announceReadyCalls } from "./approvals/announce-ready.ts";
export { approvalLink } from "./approvals/approval-link.ts";
export { breakGlass, type GlassBreaking } from "./approvals/break-glass.ts";
export { type ApprovalCancel, type CancelledApproval, cancelApproval } from "./approvals/cancel.ts";
export { type ApprovalClaim, type ClaimedApproval, claimApproval } from "./approvals/claim.ts";
export { extendPermit, markDelivered } from "./approvals/collect.ts";
export {
  type ApprovalVote,
  type DecidedApproval,
  decideApproval,
  PERMIT_MS,
  type VoteChannel,
  type Voter,
} from "./approvals/decide.ts";
export { type ApprovalEdit, editApproval } from "./approvals/edit.ts";
export { escalateDueApprovals } from "./approvals/escalate.ts";
export { expireApproval, expireDueApprovals } from "./approvals/expire.ts";
export { type GiveBack, giveBackApproval } from "./approvals/give-back.ts";
export { lapseApprovals } from "./approvals/lapse.ts";
export {
  type ApprovalPage,
  type ApprovalQuery,
  countWaitingApprovals,
  listApprovals,
  readSimilarApprovals,
  type SimilarApprovals,
} from "./approvals/list.ts";
export type { ApprovalDeps, ApprovalPrincipal, Place } from "./approvals/moves.ts";
export {
  readApproval,
  readApprovalAs,
  readMovedApprovals,
  readOwnApproval,
  type ViewedApproval,
} from "./approvals/read.ts";
export { type RecoveryDeps, recoverClaims } from "./approvals/recover-claims.ts";
export {
  type ApprovalRequest,
  type RequestedApproval,
  requestApproval,
  requestApprovalWithin,
} from "./approvals/request.ts";
export {
  approvalRequirementSchema,
  grantedVary,
  type RequirementInput,
  readRequirement,
  type StoredRequirement,
} from "./approvals/requirement.ts";
export { isStillApproved } from "./approvals/still-approved.ts";
export { decideByLink, type LinkedApproval, readApprovalLink } from "./approvals/use-approval-link.ts";
export type { ApprovalFacts, ApprovalView, VoteView } from "./approvals/view.ts";
export { beginRestore, type RestoreDeps, type RestoreSigns } from "./audit/begin-restore.ts";
export { exportCsv, exportFound } from "./audit/export-records.ts";
export { type HotFault, type InspectionDeps, inspectHotState } from "./audit/inspect-hot-state.ts";
export type { KeptHead } from "./audit/kept-head.ts";
export { type Opening, type OpeningDeps, openOrganization } from "./audit/open-organization.ts";
export { type Overview, type OverviewPeriod, readOverview, type SpanFigures } from "./audit/overview.ts";
export { newRecord } from "./audit/record-columns.ts";
export { type ExportAct, recordExport } from "./audit/record-export.ts";
export { recordGap } from "./audit/record-gap.ts";
export { listViews, removeRecordView, saveRecordView, type ViewInput, type ViewOwner } from "./audit/saved-views.ts";
export {
  type AuditDeps,
  countRecordFacets,
  getRecord,
  listRecordsById,
  type RecordPage,
  type RecordSearch,
  type RecordsWanted,
  type RecordTail,
  readRecordCursor,
  searchRecords,
  tailRecords,
  type WholeRecord,
  writeRecordCursor,
} from "./audit/search-records.ts";
export type { BatchItem, RecordOrigin, StoredBatch } from "./audit/store-batch.ts";
export {
  type AuditWriter,
  type DrainedActs,
  drainAuditOutbox,
  isAfter,
  rewindRecords,
  STREAM_START,
  type StreamItem,
  type WrittenRecords,
  writeRecords,
} from "./audit/write-records.ts";
export { continueErasures } from "./audit-erasure/continue-erasures.ts";
export { keepRetention } from "./audit-erasure/keep-retention.ts";
export { type ErasurePreview, previewErasure, requestErasure } from "./audit-erasure/request-erasure.ts";
export { setRetention } from "./audit-erasure/set-retention.ts";
export { exportSelection, type SelectionDeps } from "./audit-tree/export-selection.ts";
export { exportTree, type TreeExport } from "./audit-tree/export-tree.ts";
export { type AuditKey, checkpointOrigin, keyOfHead, listAuditKeys } from "./audit-tree/key-history.ts";
export { findLeafRange, type LeafRange } from "./audit-tree/leaf-range.ts";
export { listSignedHeads, type SignedHeads } from "./audit-tree/list-signed-heads.ts";
export { type ConsistencyProof, proveConsistency } from "./audit-tree/prove-consistency.ts";
export { type InclusionProof, proveRecord } from "./audit-tree/prove-record.ts";
export { type RotatedAuditKey, rotateAuditKey } from "./audit-tree/rotate-audit-key.ts";
export { type Signed, signHead } from "./audit-tree/sign-head.ts";
export {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
  type HotState,
} from "./configuration/change-configuration.ts";
export type { ChangeOutcome, Outcome as UseCaseOutcome, Refused } from "./configuration/outcome.ts";
export { acceptDefinition, type ChangeReview, rejectDefinition } from "./connections/accept-change.ts";
export { addConnection, type ConnectionInput } from "./connections/add-connection.ts";
export type { ChangedOperation, OperationTarget } from "./connections/change-operation.ts";
export {
  announceConnection,
  type BegunCheck,
  beginCheck,
  type CheckEnding,
  type CheckFinding,
  type CheckTarget,
  endCheck,
} from "./connections/check-connection.ts";
export type { CredentialInput } from "./connections/credential-input.ts";
export { definitionHashOf } from "./connections/definition-hash.ts";
export { type Disconnection, disconnectConnection } from "./connections/disconnect.ts";
export { type HoldLift, type HoldLiftDeps, type LiftedHold, liftHold } from "./connections/lift-hold.ts";
export { type DiscoveredTool, isNeverAccepted, type OperationOverride } from "./connections/plan-sync.ts";
export { type Reconnection, reconnectConnection } from "./connections/reconnect.ts";
export { refreshConnection } from "./connections/refresh-connection.ts";
export { removeConnectionSecret, type SecretRemoval } from "./connections/remove-secret.ts";
export { readSafeRules, type SafeRulesQuery } from "./connections/safe-rules.ts";
export { type ClassChange, setOperationClass } from "./connections/set-operation-class.ts";
export { type PriceChange, setOperationPrice } from "./connections/set-operation-price.ts";
export { type SecretChange, setConnectionSecret } from "./connections/set-secret.ts";
export {
  type OperationSync,
  type ReachedBy,
  type SyncedOperations,
  syncOperations,
} from "./connections/sync-operations.ts";
export { type ConnectionUpdate, type UpdatedConnection, updateConnection } from "./connections/update-connection.ts";
export { urlRefusal } from "./connections/upstream-url.ts";
export {
  type DeliverDeps,
  type Delivered,
  type DeliveryChannel,
  type DeliveryJob,
  deliverDue,
} from "./deliveries/deliver.ts";
export { followWithDeliveries, planDeliveries } from "./deliveries/plan.ts";
export {
  type DeliveryView,
  listParked,
  type ParkedPage,
  type ParkedQuery,
  type Resent,
  readDeliveries,
  resendParked,
} from "./deliveries/read.ts";
export { type GrantPage, readGrants } from "./grants/list-grants.ts";
export { openGrant } from "./grants/open-grant.ts";
export { type GrantRevocation, revokeGrant } from "./grants/revoke-grant.ts";
export {
  acceptInvitation,
  type Joined,
  joinAsNewcomer,
  type NewcomerInput,
} from "./invitations/accept-invitation.ts";
export { INVITATION_LIFETIME_MS, invitationTokens } from "./invitations/invitation-token.ts";
export {
  type InvitationDeps,
  type InvitationInput,
  type Invited,
  invite,
  resendInvitation,
} from "./invitations/invite.ts";
export { listInvitations } from "./invitations/list-invitations.ts";
export { type ReadInvitation, readInvitation } from "./invitations/read-invitation.ts";
export { revokeInvitation } from "./invitations/revoke-invitation.ts";
export { type IssuedAgentKey, issueKey, type KeyInput, type SecretDeps } from "./keys/issue-key.ts";
export type { KeyRestrictions } from "./keys/restrictions.ts";
export { type KeyRevocation, revokeKey } from "./keys/revoke-key.ts";
export { type KeyRotation, type RotatedKey, rotateKey } from "./keys/rotate-key.ts";
export { type KeyUpdate, updateKey } from "./keys/update-key.ts";
export type { FoundTarget, KillTarget } from "./kills/kill-target.ts";
export { type KillLift, liftKill, settleKillLift } from "./kills/lift-kill.ts";
export {
  type CallInFlight,
  type InFlight,
  type InFlightDeps,
  listInFlight,
  type WaitingApproval,
} from "./kills/list-in-flight.ts";
export { type KillInput, type PulledKill, pullKill } from "./kills/pull-kill.ts";
export type { CounterDifference, CounterName } from "./limits/compare-counters.ts";
export { type Recount, type RecountDeps, type Recounted, recountLimits } from "./limits/recount.ts";
export { createOrganization, type OrganizationInput } from "./organizations/create-organization.ts";
export { openAfterRestore } from "./organizations/open-after-restore.ts";
export {
  resumeOrganization,
  type Suspension,
  type SuspensionChange,
  suspendedRefusal,
  suspendOrganization,
} from "./organizations/suspension.ts";
export { type OrganizationUpdate, updateOrganization } from "./organizations/update-organization.ts";
export { delayMs, type RelayDeps, relayOutbox } from "./outbox/relay.ts";
export {
  countOpenOutcomes,
  listOutcomes,
  type OutcomePage,
  type OutcomeQuery,
  type UnknownOutcome,
} from "./outcomes/list.ts";
export { type Resolution, type ResolveDeps, type Resolved, resolveOutcome } from "./outcomes/resolve.ts";
export { addMember, type MemberInput } from "./people/add-member.ts";
export { addressGroup } from "./people/address-group.ts";
export { boundEntry, ENTRY_BOUNDS, type EntryName, type EntryTry } from "./people/bound-entry.ts";
export { type Absence, type AbsenceChange, changeAbsence } from "./people/change-absence.ts";
export { changeMemberRole, type RoleChange } from "./people/change-member-role.ts";
export { changePassword, type PasswordChange } from "./people/change-password.ts";
export { changeProfile } from "./people/change-profile.ts";
export { createUser, type UserInput } from "./people/create-user.ts";
export {
  type IssuedToken,
  issuePersonalToken,
  issueToken,
  isTokenBacked,
  type PersonalTokenIssue,
  type TokenIssue,
} from "./people/issue-token.ts";
export { type AccountJoin, joinAccounts } from "./people/join-accounts.ts";
export {
  issueManagementToken,
  revokeManagementToken,
  type TokenHolder,
  type TokenInput,
  verifyManagementToken,
} from "./people/management-tokens.ts";
export { mailboxOf } from "./people/normal-email.ts";
export { passwordProblem } from "./people/password-rule.ts";
export { recordInOrganizations } from "./people/record-in-organizations.ts";
export { leaveOrganization, type MemberRemoval, type RemovedMember, removeMember } from "./people/remove-member.ts";
export { LINK_LIFETIME_MS, type LinkRequest, requestLink } from "./people/request-link.ts";
export {
  createSignInSession,
  endSignInSession,
  listSignInSessions,
  lookupSignInSession,
  renewSignInSession,
  revokeOtherSessions,
  revokeSignInSession,
  SIGN_IN_LIFETIME_MS,
  type SignIn,
} from "./people/sign-in-sessions.ts";
export { readLink, resetPassword, type SignUpInput, signInByLink, signUp } from "./people/use-link.ts";
export { type PasswordCheck, type PeopleDeps, SIGN_IN_BOUND, verifyPassword } from "./people/verify-password.ts";
export { type ComparedEffects, type ComparedPolicy, compareEffects } from "./policy/compare-effects.ts";
export { type DraftInput, type DraftOwner, discardDraft, readDraft, saveDraft } from "./policy/draft.ts";
export { type CallExplanation, explainCall, type LimitRoom, type TriedCall } from "./policy/explain-call.ts";
export { type Publication, type PublishedPolicy, publishPolicy } from "./policy/publish.ts";
export { listPolicies, readPolicy, type VersionsQuery } from "./policy/read.ts";
export type { UnclearReason } from "./policy/replay-call.ts";
export { type Restoration, restorePolicy } from "./policy/restore.ts";
export { type SimulatedChange, type SimulatedStep, type SimulationStep, simulatePolicy } from "./policy/simulate.ts";
export { validateDraft } from "./policy/validate.ts";
export { readVocabulary } from "./policy/vocabulary.ts";
export {
  addDevice,
  type Device,
  type DeviceInput,
  type DeviceOwner,
  letDeviceDecide,
  listDevices,
  moveDevice,
  removeDevice,
} from "./push/devices.ts";
export { type ListedSecret, listSecrets } from "./secrets/list-secrets.ts";
export {
  type ClearedLabels,
  clearLabels,
  type LabelClearing,
  type LabelClearingDeps,
} from "./sessions/clear-labels.ts";
export { type LabelledSession, readSessionLabels } from "./sessions/read-labels.ts";
export { disconnectSlack, matchSlackByEmail } from "./slack/change-slack.ts";
export { connectSlack, type SlackGrant } from "./slack/connect-slack.ts";
export { newInstallState } from "./slack/install-state.ts";
export { endSlackLink, followSlackLink, readSlackLink, requestSlackLink } from "./slack/link-account.ts";
export { type AddedWebhook, addWebhook, type WebhookInput } from "./webhooks/add-webhook.ts";
export { removeWebhook, type WebhookTarget } from "./webhooks/remove-webhook.ts";
export { requestWebhookTest } from "./webhooks/request-webhook-test.ts";
export { type RotatedWebhook, rotateWebhookSecret, type WebhookRotation } from "./webhooks/rotate-webhook-secret.ts";
export { type ChangedWebhook, updateWebhook, type WebhookUpdate } from "./webhooks/update-webhook.ts";
