export { CLI_AGENT } from "./cli-agent.ts";
export type { ErrorEntry } from "./errors/error-entry.ts";
export { decimalString, type Refusal, type RefusalExtras, refusal, refusalSchema } from "./errors/refusal.ts";
export { ERRORS, type ErrorCode, errorEntry, isErrorCode } from "./errors/registry.ts";
export { idSchema, newId } from "./ids.ts";
export { type LiveMessage, liveMessageSchema } from "./live/messages.ts";
export { type OutboxMessage, outboxSchema } from "./outbox/topics.ts";
export {
  type AuditStore,
  FACETS,
  type Facet,
  type FacetValue,
  type FoundRecords,
  type RecordFacets,
  type RecordPlace,
  type RecordQuery,
  type RecordRow,
  type RecordsAsked,
  type RecordsRead,
  SearchTooSlowError,
  type StoredRecord,
  type TailedRecords,
  type TailQuery,
} from "./records/audit-store.ts";
export {
  type Actor,
  type ActRecord,
  type AuditRecord,
  actorSchema,
  actRecordSchema,
  auditRecordSchema,
  type BoundedText,
  boundedTextSchema,
  type CallRecord,
  callRecordSchema,
  DECISIONS,
  type DecisionKind,
  decisionSchema,
  type LimitTouch,
  limitTouchSchema,
  type Observed,
  OUTCOMES,
  type Outcome,
  outcomeSchema,
  type Principal,
  principalSchema,
  RECORD_KINDS,
  reasonSchema,
  SURFACES,
  type Surface,
  surfaceSchema,
} from "./records/record.ts";
export {
  argumentConditionSchema,
  type RecordFilter,
  recordFilterSchema,
  searchInstantSchema,
} from "./records/record-filter.ts";
export {
  baseSettingsSchema,
  type DashboardSettings,
  dashboardSettingsSchema,
  type GatewaySettings,
  gatewaySettingsSchema,
  parseSettings,
  recountSettingsSchema,
  type WorkerSettings,
  workerSettingsSchema,
} from "./settings/settings.ts";
export { type WebhookEvent, webhookEventSchema } from "./webhooks/event.ts";
