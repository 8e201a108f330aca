import { APPROVAL_STATES } from "@countersign/core";
import { z } from "zod";

export const voteSchema = z.object({
  userName: z.string(),
  standsFor: z.array(z.string()).meta({ description: "Names of those absent in whose place they voted." }),
  decision: z.enum(["approve", "deny"]),
  reason: z.string().nullable(),
  channel: z.string(),
  at: z.string(),
});

/** What was asked in one revision. */
export const revisionSchema = z.object({
  revision: z.number(),
  argumentsText: z.string(),
  editorName: z.string().nullable(),
  at: z.string(),
});

/** An argument as people read it: in the order of the operation's schema, absent optional ones included. */
export const argumentFieldSchema = z.object({
  name: z.string(),
  title: z.string(),
  isDeclared: z.boolean(),
  isPresent: z.boolean(),
  value: z.json(),
});
export type ArgumentField = z.infer<typeof argumentFieldSchema>;

/** One line of the inbox. */
export const approvalRowSchema = z.object({
  id: z.string(),
  state: z.enum(APPROVAL_STATES),
  requestedAt: z.string(),
  expiresAt: z.string(),
  decidedAt: z.string().nullable(),
  brokenGlassAt: z.string().nullable().meta({ description: "When two owners let it through." }),
  agentName: z.string(),
  agentTitle: z.string(),
  instanceName: z.string(),
  operation: z.string(),
  operationTitle: z.string(),
  summary: z.string(),
  ruleIds: z.array(z.string()),
  costMicros: z.string(),
  revision: z.number().meta({ description: "Rises with each change of the arguments; say it when you approve." }),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

export const approvalPageSchema = z.object({
  approvals: z.array(approvalRowSchema),
  nextCursor: z.string().nullable(),
});

/** What the same agent asked of the same operation before, as far as the asker may see it. */
export const similarApprovalsSchema = z.object({
  previous: approvalRowSchema
    .extend({ argumentsText: z.string() })
    .nullable()
    .meta({ description: "The last one whose call ran." }),
  history: z.array(approvalRowSchema).meta({ description: "The last 20 that no longer wait, newest first." }),
});

/** One approval, fully readable. */
export const approvalDetailSchema = approvalRowSchema.extend({
  instanceProved: z.boolean(),
  surface: z.string(),
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
  argumentsText: z.string().meta({ description: "The canonical JSON that is sent if it is approved, byte for byte." }),
  forwardedHash: z.string(),
  fields: z.array(argumentFieldSchema),
  agentReason: z.string().nullable(),
  labels: z.array(z.string()),
  policyVersion: z.number(),
  requirements: z.array(z.object({ ruleId: z.string(), by: z.array(z.string()), quorum: z.number() })),
  /** Channels the rule wants that are not connected. */
  unreachedChannels: z.array(z.string()),
  separation: z.boolean(),
  linkedFrom: z
    .object({ id: z.string(), state: z.enum(APPROVAL_STATES) })
    .nullable()
    .meta({ description: "The approval of the same call that this one follows; its votes don't count here." }),
  escalatesAt: z.string().nullable().meta({ description: "When further people are asked if nobody has decided." }),
  permitUntil: z.string().nullable(),
  endedAt: z.string().nullable(),
  reason: z.string().nullable(),
  recordId: z.string().nullable(),
  votes: z.array(voteSchema),
  revisions: z.array(revisionSchema).meta({ description: "Empty while nobody has changed the arguments." }),
  canEdit: z.boolean(),
  glass: z
    .array(z.object({ userName: z.string(), reason: z.string(), channel: z.string(), at: z.string() }))
    .meta({ description: "Owners who break the glass; from the second on the call is let through." }),
  canBreakGlass: z.boolean(),
  canDecide: z.boolean(),
  mayVary: z.array(z.string()).nullable().meta({
    description: "Arguments that may differ in calls a grant lets through; null where the rules allow no grant.",
  }),
});
export type ApprovalDetail = z.infer<typeof approvalDetailSchema>;

/** What somebody is shown who follows a link from a mail. */
export const linkedApprovalSchema = approvalRowSchema.extend({
  fields: z.array(argumentFieldSchema),
  agentReason: z.string().nullable(),
  organizationTitle: z.string(),
  voterName: z.string(),
});
export type LinkedApproval = z.infer<typeof linkedApprovalSchema>;
