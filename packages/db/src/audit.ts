/** The stores of the audit: records, their tree and its heads, erasure, and what a rebuild of Redis needs of them. */
export {
  advanceErasure,
  type ErasableRow,
  type ErasedRecord,
  type ErasureRow,
  eraseApprovals,
  eraseSavedViews,
  findDueRetentions,
  findErasure,
  findHolding,
  findHoldingApprovals,
  findNamedPerson,
  findOpenErasures,
  findOutdated,
  findOutdatedApprovals,
  finishErasure,
  type HeldApproval,
  holdErasure,
  holdRetention,
  insertErasure,
  listErasures,
  type Retention,
  replaceErased,
  setErasedBefore,
  setRetentionDays,
} from "./stores/audit-erasures.ts";
export { isDataFault } from "./stores/audit-faults.ts";
export { type FormerKey, insertFormerKey, listFormerKeys } from "./stores/audit-keys.ts";
export {
  findExecuting,
  findOpeningState,
  findOrganizationsOfShard,
  type OpeningState,
} from "./stores/audit-opening.ts";
export {
  type BucketCount,
  type BucketSpan,
  countBuckets,
  countOutcomes,
  countTroubled,
  type OutcomeCount,
  type TroubledAgent,
} from "./stores/audit-overview.ts";
export {
  ensureAuditPartitions,
  findStored,
  hasRun,
  insertRecords,
  type NewRecord,
  type RecordColumns,
  type Reserved,
  reserveSequences,
} from "./stores/audit-records.ts";
export { listSinks, noteSinkFailed, noteSinkTook, type SinkState } from "./stores/audit-sinks.ts";
export { postgresAuditStore } from "./stores/audit-store/postgres-audit-store.ts";
export { storable, storableText } from "./stores/audit-text.ts";
export {
  findCheckpoint,
  findLeaf,
  findLeaves,
  findNewestCheckpoints,
  findSequences,
  findTiles,
  findTreeHead,
  findUnsigned,
  type GrownHead,
  type GrownTile,
  growTrees,
  insertCheckpoint,
  type LeafRow,
  listCheckpoints,
  readLeaves,
  type StoredCheckpoint,
  type StoredTile,
  type TreeHead,
} from "./stores/audit-tree.ts";
export {
  advancePosition,
  holdsFence,
  takeWriterLease,
  type WriterLease,
  type WriterMove,
} from "./stores/audit-writer.ts";
export {
  type DueHeadMail,
  planHeadMails,
  postponeHeadMail,
  setHeadMailSent,
  takeHeadMails,
} from "./stores/head-mails.ts";
export {
  beginEpoch,
  clearLoss,
  countRecords,
  endRestore,
  findApprovalsOfRecord,
  findHotMark,
  findHotMarks,
  findKeyedCalls,
  findLiftedTargets,
  findRecordedCalls,
  type HotMark,
  type HotSight,
  type KeyedCall,
  loseApprovals,
  noteLoss,
  raiseHotMarks,
} from "./stores/hot-marks.ts";
