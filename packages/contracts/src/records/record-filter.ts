import { ARGUMENT_OPERATORS, formatArgumentCondition, parseArgumentCondition } from "@countersign/core";
import { z } from "zod";
import { decimalString } from "../errors/refusal.ts";
import { DECISIONS, OUTCOMES, RECORD_KINDS, SURFACES } from "./record.ts";

const LONGEST_TEXT = 200;
const MOST_CONDITIONS = 8;

/** An instant as searches take it: RFC 3339 UTC, up to µs, of the common era. */
export const searchInstantSchema = z.iso.datetime().refine((at) => at >= "0001", "It is before the year 1.");

export const argumentConditionSchema = z
  .object({
    path: z
      .array(z.union([z.string().max(LONGEST_TEXT), z.number().int().min(0).max(999_999)]))
      .min(1)
      .max(16),
    operator: z.enum(ARGUMENT_OPERATORS),
    /** JSON of the value; null for `exists`. */
    value: z.string().max(400).nullable(),
  })
  .refine((condition) => !("problem" in parseArgumentCondition(formatArgumentCondition(condition))), {
    message: "It is no condition on an argument.",
  });

/** Micro-USD as a column of the database holds them. */
const microsSchema = decimalString.refine(
  (text) => BigInt.asIntN(64, BigInt(text)) === BigInt(text),
  "It is too large.",
);

const text = z.string().max(LONGEST_TEXT);

/** What a search of records is narrowed by. Every member that is there must hold. */
export const recordFilterSchema = z.object({
  agentName: text.optional(),
  instanceName: text.optional(),
  connectionName: text.optional(),
  /** `connection.operation` or the operation alone; `*` stands for any run of characters. */
  operation: text.optional(),
  decision: z.enum(DECISIONS).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  kind: z.enum(RECORD_KINDS).optional(),
  surface: z.enum(SURFACES).optional(),
  ruleId: text.optional(),
  /** The name of who did an act: a person, a token, the system. */
  actorName: text.optional(),
  /** The person a call was made for, or who did an act. */
  personId: text.optional(),
  approvalId: text.optional(),
  label: text.optional(),
  errorCode: text.optional(),
  /** What it cost, micro-USD; both ends included. */
  minCostMicros: microsSchema.optional(),
  maxCostMicros: microsSchema.optional(),
  /** Words and "quoted phrases"; each must be found. A word may be the beginning of one. */
  text: text.optional(),
  /** Asked of the call's arguments; for those who may read bodies. */
  arguments: z.array(argumentConditionSchema).max(MOST_CONDITIONS).optional(),
  /** RFC 3339; from inclusive, to exclusive. */
  from: searchInstantSchema.optional(),
  to: searchInstantSchema.optional(),
});
export type RecordFilter = z.infer<typeof recordFilterSchema>;
