export {
  createDb,
  createWorkerDb,
  type Db,
  type DbOptions,
  type PlainScope,
  type TenantScope,
  type TransactionOptions,
  type WorkerDb,
} from "./client/db.ts";
export { Prisma } from "./generated/client.ts";
export { DATABASE_ROLES, type DatabaseRole, deriveRoleUrl } from "./migrate/role-passwords.ts";
export {
  type ActivityRow,
  type AgentOwnerRow,
  findLastCalls,
  type LastCallRow,
  listAgentOwners,
  sumAgentActivity,
  sumInstanceActivity,
} from "./stores/agent-activity.ts";
export {
  type AgentEdit,
  type AgentRow,
  countDeclaredInstances,
  findAgent,
  findAgentByName,
  findInstance,
  findInstanceById,
  type InstanceRow,
  type InstanceSight,
  insertAgent,
  insertInstance,
  isLivingMember,
  listAgents,
  listInstances,
  lockAgent,
  type NewAgent,
  type NewInstance,
  noteInstanceSights,
  proveInstance,
  setAgent,
  setAgentArchived,
} from "./stores/agents.ts";
export {
  type ApprovalPointer,
  type ApprovalRow,
  findApproval,
  findDueToExpire,
  findDueToLapse,
  findJoinable,
  findLapsedClaims,
  findShard,
  insertApproval,
  type NamedVote,
  type NewApproval,
  type VoteRow,
} from "./stores/approvals.ts";
export {
  type ApprovalListQuery,
  type ApprovalsOf,
  countWaiting,
  type ListedApproval,
  listApprovalRows,
  listOpenApprovals,
} from "./stores/approvals-list.ts";
export {
  approveApproval,
  type ClaimEnd,
  cancelOpen,
  claimApproved,
  denyApproval,
  endClaims,
  expirePending,
  lapseApproved,
  prolongPermit,
  returnClaim,
  setDelivered,
  setEndRecord,
} from "./stores/approvals-moves.ts";
export {
  type Elector,
  findAgentOwner,
  findElectors,
  findVotes,
  insertVote,
  type NewVote,
} from "./stores/approvals-votes.ts";
export { isDataFault } from "./stores/audit-faults.ts";
export {
  findExecuting,
  findOpeningState,
  findOrganizationsOfShard,
  type OpeningState,
} from "./stores/audit-opening.ts";
export {
  type ActDraft,
  type AuditOutboxRow,
  appendAct,
  appendRecord,
  type CallDraft,
  hasActs,
  takeActs,
} from "./stores/audit-outbox.ts";
export {
  type AgentCount,
  countAgents,
  countHours,
  countOutcomes,
  type HourCount,
  type OutcomeCount,
} from "./stores/audit-overview.ts";
export {
  ensureAuditPartitions,
  findStored,
  hasRun,
  insertRecords,
  type NewRecord,
  type RecordColumns,
  reserveSequences,
} from "./stores/audit-records.ts";
export {
  findRecord,
  findRecords,
  findRecordsById,
  type RecordFilter,
  type RecordQuery,
  type RecordRow,
} from "./stores/audit-search.ts";
export { storableText } from "./stores/audit-text.ts";
export {
  advancePosition,
  holdsFence,
  takeWriterLease,
  type WriterLease,
  type WriterMove,
} from "./stores/audit-writer.ts";
export {
  type ConnectionRow,
  findConnection,
  findConnectionByName,
  insertConnection,
  insertOperations,
  listConnections,
  listOperations,
  type NewConnection,
  type NewOperation,
  type OperationChange,
  type OperationRow,
  setConnectionDisconnected,
  setConnectionDiscovered,
  setConnectionUrl,
  updateOperation,
} from "./stores/connections.ts";
export {
  databaseTime,
  findKey,
  findKeyByRef,
  findSuccessor,
  insertKey,
  type KeyEdit,
  type KeyRow,
  type KeyUse,
  listKeys,
  type NewKey,
  noteKeyUses,
  setKey,
  setKeyRevoked,
} from "./stores/keys.ts";
export {
  findKillSwitch,
  insertKillSwitch,
  type KillSwitchRow,
  type KillTargetKind,
  listKillSwitchesOn,
  type NewKillSwitch,
  setKillSwitchLifted,
} from "./stores/kill-switches.ts";
export {
  findUnknownCharges,
  insertLedgerEntries,
  type LedgerSum,
  type NewLedgerEntry,
  sumLedger,
} from "./stores/ledger.ts";
export {
  findLiveManagementToken,
  findManagementToken,
  insertManagementToken,
  listManagementTokens,
  type ManagementTokenRow,
  type NewManagementToken,
  setManagementTokenRevoked,
} from "./stores/management-tokens.ts";
export {
  findOrganization,
  findOrganizationIdByRef,
  insertOrganization,
  listMemberships,
  lockOrganization,
  type Membership,
  type NewOrganization,
  type OrganizationRow,
  raiseSnapshotVersion,
} from "./stores/organizations.ts";
export {
  appendOutbox,
  finishOutbox,
  type OutboxRow,
  postponeOutbox,
  raiseVersionInForce,
  sweepOutbox,
  takeOutbox,
} from "./stores/outbox.ts";
export {
  findAgentsOfRemovedOwners,
  findMember,
  findUser,
  findUserByEmail,
  insertMember,
  insertUser,
  listMembers,
  type MemberRow,
  type NamedMember,
  type NewMember,
  type NewUser,
  setPasswordHash,
  type UserRow,
} from "./stores/people.ts";
export {
  findPolicyVersion,
  insertPolicyVersion,
  listPolicyVersions,
  type NewPolicyVersion,
  type PolicyVersionLine,
  type PolicyVersionRow,
} from "./stores/policies.ts";
export {
  beginPolicyDraft,
  endPolicyDraft,
  findPolicyDraft,
  type NewPolicyDraft,
  type PolicyDraftRow,
  replacePolicyDraft,
} from "./stores/policy-drafts.ts";
export {
  clearSignInAttempts,
  findSignedIn,
  insertSignInSession,
  listSignInSessions,
  markSignInsForRenewal,
  type NewSignInSession,
  noteSignInAttempt,
  replaceSignInToken,
  revokeOtherSignInSessions,
  revokeSignInSession,
  revokeSignInToken,
  type SignedIn,
  type SignInSessionRow,
  sweepSignIns,
  touchSignInSession,
  untilSignInAttempts,
} from "./stores/sign-in.ts";
export {
  loadSnapshot,
  type OrganizationSnapshot,
  type SnapshotAgent,
  type SnapshotConnection,
  type SnapshotInstance,
  type SnapshotKey,
  type SnapshotKill,
  type SnapshotOperation,
} from "./stores/snapshot.ts";
