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
export { type MigrateOptions, type MigrateResult, migrate } from "./migrate/migrate.ts";
export { DATABASE_ROLES, type DatabaseRole, databaseRolePassword, deriveRoleUrl } from "./migrate/role-passwords.ts";
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
  countWaiting,
  type ListedApproval,
  listApprovalRows,
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
} from "./stores/approvals-moves.ts";
export {
  type Elector,
  findAgentOwner,
  findElectors,
  findVotes,
  insertVote,
  type NewVote,
} from "./stores/approvals-votes.ts";
export { type ActDraft, type AuditOutboxRow, appendAct, takeActs } from "./stores/audit-outbox.ts";
export {
  appendOutbox,
  finishOutbox,
  type OutboxRow,
  postponeOutbox,
  raiseVersionInForce,
  sweepOutbox,
  takeOutbox,
} from "./stores/outbox.ts";
