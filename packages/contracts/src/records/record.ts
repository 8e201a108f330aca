import { z } from "zod";
import { decimalString } from "../errors/refusal.ts";

export const RECORD_KINDS = [
  "call",
  "approval",
  "policy",
  "key",
  "agent",
  "member",
  "connection",
  "kill",
  "login",
  "gap",
] as const;
export const DECISIONS = ["allow", "deny", "require_approval"] as const;
export const OUTCOMES = ["succeeded", "failed", "denied", "expired", "cancelled", "limited", "unknown"] as const;
export const SURFACES = ["mcp", "rest", "llm", "sdk", "local", "egress"] as const;

export const outcomeSchema = z.enum(OUTCOMES);
export const decisionSchema = z.enum(DECISIONS);
export const surfaceSchema = z.enum(SURFACES);
export type Outcome = z.infer<typeof outcomeSchema>;
export type DecisionKind = z.infer<typeof decisionSchema>;
export type Surface = z.infer<typeof surfaceSchema>;

/** Who made the call. Names stand beside ids, since names may change later. */
export const principalSchema = z.object({
  agentId: z.string(),
  agentName: z.string(),
  instanceId: z.string().nullable(),
  instanceName: z.string(),
  /** Proved by a credential of its own, or only declared. */
  instanceProved: z.boolean(),
  keyId: z.string().nullable(),
  personId: z.string().nullable(),
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
  ip: z.string().nullable(),
});
export type Principal = z.infer<typeof principalSchema>;

/** A person or token that did an administrative act. */
export const actorSchema = z.object({
  kind: z.enum(["user", "token", "system"]),
  id: z.string().nullable(),
  name: z.string(),
});
export type Actor = z.infer<typeof actorSchema>;

export const reasonSchema = z.object({
  ruleId: z.string().nullable(),
  text: z.string(),
});

/** What the policy, or rules of it, would have done with a call if they weren't only observed. */
export const observedSchema = z.object({
  decision: decisionSchema,
  /** The code under which it would have been refused or deferred. */
  code: z.string().nullable(),
  ruleIds: z.array(z.string()),
  reasons: z.array(reasonSchema),
});
export type Observed = z.infer<typeof observedSchema>;

/** What a call took from one limit: its whole identity, so that the counter can be named and rebuilt. */
export const limitTouchSchema = z.object({
  /** As refusals name it. */
  id: z.string(),
  kind: z.enum(["calls", "spend", "rate", "concurrency"]),
  /** Stable uid of the rule that carries it; the organization's id for an organization-wide limit. */
  rule: z.string(),
  /** The limit's own `id` in the policy, where it has one. */
  name: z.string().nullable(),
  scope: z.object({ kind: z.string(), id: z.string() }),
  /** Null where it has no calendar window. */
  windowId: z.string().nullable(),
  /** UTC ms; null when the window never ends or there is none. */
  windowEndMs: z.number().nullable(),
  /** One for a call; micro-USD for spend: what was charged in the end. */
  amount: decimalString,
});
export type LimitTouch = z.infer<typeof limitTouchSchema>;

/** Text that may have been cut: its whole size in bytes and its hash say what is missing. */
export const boundedTextSchema = z.object({
  text: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
  isCut: z.boolean(),
});
export type BoundedText = z.infer<typeof boundedTextSchema>;

export const callRecordSchema = z.object({
  id: z.string(),
  /** When it ended; RFC 3339 UTC. */
  at: z.iso.datetime(),
  organizationId: z.string(),
  kind: z.literal("call"),
  callId: z.string(),
  principal: principalSchema,
  connectionId: z.string().nullable(),
  connectionName: z.string(),
  operationName: z.string(),
  surface: surfaceSchema,
  /** The forwarded arguments as canonical JSON. */
  arguments: boundedTextSchema.nullable(),
  argumentsHash: z.string().nullable(),
  forwardedHash: z.string().nullable(),
  decision: decisionSchema,
  ruleIds: z.array(z.string()),
  reasons: z.array(reasonSchema),
  /** Absent where nothing that is only observed had a say. */
  observed: observedSchema.exactOptional(),
  policyVersion: z.number().int(),
  approvalId: z.string().nullable(),
  attempt: z.number().int().nullable(),
  /** What let the call through in place of people, and the approval it came with. Absent where nothing did. */
  grant: z.object({ id: z.string(), approvalId: z.string() }).exactOptional(),
  outcome: outcomeSchema,
  /** A code of the error registry when it didn't succeed. */
  errorCode: z.string().nullable(),
  errorDetail: z.string().nullable(),
  result: boundedTextSchema.nullable(),
  latency: z.object({
    gatewayMs: z.number(),
    approvalMs: z.number(),
    upstreamMs: z.number(),
  }),
  reservedMicros: decimalString,
  costMicros: decimalString,
  /** True where nobody said what such a call costs: its cost of 0 is not a price. Absent where somebody did. */
  unpriced: z.literal(true).exactOptional(),
  limits: z.array(limitTouchSchema),
  /** What the call put on its session. */
  labels: z.array(z.string()),
  /** The same, with how long each stays from when it is set (ms) and which rule says so. Absent where it put none. */
  labelMarks: z
    .array(z.object({ label: z.string(), forMs: z.number().int().positive(), ruleId: z.string() }))
    .exactOptional(),
  /** The labels its session had when it was decided. Absent where no rule looked at them. */
  sessionLabels: z.array(z.string()).exactOptional(),
  /** Keyed hash of the idempotency key it came with; the key itself is kept nowhere. */
  idempotencyKeyHash: z.string().optional(),
  /** How often each kind of finding was taken out. Absent where nothing was. */
  redacted: z
    .object({ arguments: z.record(z.string(), z.number().int()), result: z.record(z.string(), z.number().int()) })
    .exactOptional(),
  /** The actual price was above the reservation, and was charged in full. */
  overrun: z.boolean().exactOptional(),
  /** Why no price came out of the result, so that the most was charged. */
  costError: z.string().exactOptional(),
  /** The record with an unknown outcome that this one ends, by whose word and with which. Absent elsewhere. */
  resolves: z
    .object({
      recordId: z.string(),
      by: actorSchema,
      as: z.enum(["ran", "did_not_run"]),
      note: z.string().nullable(),
    })
    .exactOptional(),
  summary: z.string(),
  /** How many identical denials this record stands for. */
  count: z.number().int().positive().default(1),
});
export type CallRecord = z.infer<typeof callRecordSchema>;

export const actRecordSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  organizationId: z.string(),
  kind: z.enum(["approval", "policy", "key", "agent", "member", "connection", "kill", "login", "gap"]),
  /** What was done, `noun.verb`: `approval.approved`, `key.revoked`. */
  action: z.string(),
  actor: actorSchema,
  /** The thing it was done to. */
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  approvalId: z.string().nullable(),
  agentName: z.string().nullable(),
  instanceName: z.string().nullable(),
  connectionName: z.string().nullable(),
  operationName: z.string().nullable(),
  /** What is worth knowing, never a secret. */
  detail: z.record(z.string(), z.json()),
  summary: z.string(),
});
export type ActRecord = z.infer<typeof actRecordSchema>;

/** The audit record: one entry of one call, or of one administrative act. */
export const auditRecordSchema = z.discriminatedUnion("kind", [callRecordSchema, actRecordSchema]);
export type AuditRecord = z.infer<typeof auditRecordSchema>;
