import { z } from "zod";

const answerSchema = z.looseObject({ respond: z.looseObject({ text: z.string() }).optional() }).nullable();

/**
 * The requirement as it is stored with an approval: what the policy's asking rules demanded when the call was made.
 * Members the decision doesn't need are kept as they came.
 */
export const approvalRequirementSchema = z.looseObject({
  rules: z
    .array(
      z.looseObject({
        ruleId: z.string(),
        /** Who may vote: e-mail addresses and `role:x`. */
        by: z.array(z.string().min(1)).min(1),
        quorum: z.number().int().min(1),
        denyQuorum: z.number().int().min(1),
        distinct: z.boolean(),
      }),
    )
    .min(1),
  /** Whether the agent's owner and the person acted for are kept out while somebody else may decide. */
  separation: z.boolean(),
  expiresMs: z.number().int().positive(),
  onExpire: answerSchema,
  onDeny: answerSchema,
  notify: z.array(z.string()),
});

export type StoredRequirement = z.infer<typeof approvalRequirementSchema>;

/** Reads a stored requirement. Null when it can't be read, in which case nobody may decide: fail closed. */
export function readRequirement(stored: unknown): StoredRequirement | null {
  const parsed = approvalRequirementSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
