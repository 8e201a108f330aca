export { type Admission, type AdmissionSettings, createAdmission } from "./admission.ts";
export type { AdmitItem, CheckItem, RecordItem } from "./admit.ts";
export { RECORD_BYTES } from "./admit.ts";
export type { AnswerClaim, AnswerVerdict } from "./answers.ts";
export type { AdmissionLogger } from "./connection.ts";
export type { CounterMending, Counters, HeldCall, HeldCounter, HeldCounters, WaitingRecord } from "./counters.ts";
export { type AfterEdge, type Edge, nearEdge } from "./edges.ts";
export type { FirstUse, FirstUseVerdict } from "./first-use.ts";
export type { Idempotency, IdempotencyVerdict, IdempotentCall } from "./idempotency.ts";
export { idempotentCallHash } from "./idempotency.ts";
export type { Place } from "./keys.ts";
export type { HeldLabel, LabelClaim, LabelMark, Labels, LedgerLabels, PolicySession } from "./labels.ts";
export type { InFlightCall, Reaped, Renewal } from "./leases.ts";
export type { LimitIdentity, LimitKind, LimitUse } from "./limits.ts";
export type { LiveHandler, ReadyCallNotice, StopHandler, Unsubscribe } from "./live.ts";
export type {
  LedgerCounter,
  OpenOrganizationItem,
  OpenVerdict,
  OrganizationState,
  RaiseVerdict,
} from "./organizations.ts";
export type { PermitVerdict } from "./permits.ts";
export { RECORD_KINDS, type ReadRecords, type RecordKind, type StreamedRecord } from "./records.ts";
export type { NewSession, SessionVerdict } from "./sessions.ts";
export type { AmendItem, SettleItem } from "./settle.ts";
export type {
  Admitted,
  AdmitVerdict,
  CheckVerdict,
  Limited,
  Overloaded,
  RecordVerdict,
  SettleVerdict,
  StandingRefusal,
  Unavailable,
} from "./verdicts.ts";
