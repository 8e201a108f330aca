import { z } from "zod";

export const policySchema = z.object({
  version: z.number().int().meta({ description: "0 while nothing has been published." }),
  source: z.string().meta({ description: "The YAML as it was published." }),
  message: z.string(),
  publishedAt: z.string().nullable(),
});

export const policyProblemSchema = z.object({
  severity: z.string(),
  path: z.string(),
  line: z.number().nullable(),
  message: z.string(),
  fix: z.string(),
});
export const validationSchema = z.object({ isPublishable: z.boolean(), problems: z.array(policyProblemSchema) });

/** `inForce` is false when the change is saved but the gateways couldn't be told yet. */
export const publishedSchema = z.object({
  version: z.number().int(),
  inForce: z.boolean(),
  warnings: z.array(policyProblemSchema),
});

/** The largest document that may be sent, in characters. */
export const LONGEST_POLICY = 4_000_000;
