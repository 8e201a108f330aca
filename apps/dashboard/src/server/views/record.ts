import { auditRecordSchema, decisionSchema, outcomeSchema, RECORD_KINDS } from "@countersign/contracts";
import { z } from "zod";

/** One line of the strip. */
export const recordRowSchema = z.object({
  id: z.string(),
  at: z.string().meta({ description: "RFC 3339, UTC." }),
  kind: z.enum(RECORD_KINDS),
  /** What was done, for records that aren't calls: `approval.approved`. */
  action: z.string().nullable(),
  actorName: z.string().nullable(),
  agentName: z.string().nullable(),
  agentTitle: z.string().nullable(),
  instanceName: z.string().nullable(),
  operation: z.string().nullable().meta({ description: "`connection.operation`." }),
  summary: z.string(),
  ruleIds: z.array(z.string()),
  decision: decisionSchema.nullable(),
  outcome: outcomeSchema.nullable(),
  costMicros: z.string().nullable().meta({ description: "Micro-USD as a decimal string." }),
  unpriced: z.boolean().meta({ description: "Nobody said what such a call costs: its cost of 0 is not a price." }),
  latencyMs: z.number().nullable(),
  approvalId: z.string().nullable(),
});
export type RecordRow = z.infer<typeof recordRowSchema>;

export const recordPageSchema = z.object({
  records: z.array(recordRowSchema),
  nextCursor: z.string().nullable().meta({ description: "Where older records go on." }),
  previousCursor: z.string().nullable().meta({ description: "Where newer ones are; null on the newest page." }),
});

/** The whole story of one record. */
export const recordDetailSchema = z.object({
  row: recordRowSchema,
  sequence: z.string(),
  record: auditRecordSchema,
  /** Arguments and results need a permission of their own; false when they were left out for want of it. */
  hasBodies: z.boolean(),
  erased: z
    .object({
      at: z.string(),
      why: z.enum(["person", "retention"]),
      by: z.string().nullable().meta({ description: "Who asked for it; null where retention did it." }),
      erasureId: z.string().nullable(),
    })
    .nullable()
    .meta({ description: "When who, arguments, result and free text were erased; null while the record is whole." }),
});
export type RecordDetail = z.infer<typeof recordDetailSchema>;
