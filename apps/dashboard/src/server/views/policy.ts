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
  column: z.number().nullable(),
  message: z.string(),
  fix: z.string(),
});
export type PolicyProblemView = z.infer<typeof policyProblemSchema>;

const testsSchema = z.object({
  passed: z.number().int(),
  failed: z.number().int(),
});

export const validationSchema = z.object({
  isPublishable: z.boolean(),
  problems: z.array(policyProblemSchema),
  tests: testsSchema.nullable().meta({ description: "The document's own tests; null while it can't be read." }),
});
export type Validation = z.infer<typeof validationSchema>;

/** `inForce` is false when the change is saved but the gateways couldn't be told yet. */
export const publishedSchema = z.object({
  version: z.number().int(),
  inForce: z.boolean(),
  warnings: z.array(policyProblemSchema),
});

/** A person's own unpublished policy beside the one in use. */
export const draftSchema = z.object({
  source: z.string(),
  baseVersion: z.number().int().meta({ description: "The published version the draft was made from." }),
  revision: z.number().int().meta({ description: "0 while there is no draft: then `source` is the published one." }),
  updatedAt: z.string().nullable(),
  published: policySchema,
});
export type Draft = z.infer<typeof draftSchema>;

export const savedDraftSchema = z.object({ revision: z.number().int(), updatedAt: z.string() });

export const versionLineSchema = z.object({
  version: z.number().int(),
  message: z.string(),
  publishedAt: z.string(),
  publishedByName: z.string().nullable(),
  added: z.number().int().nullable().meta({ description: "Rules added; null where nobody counted." }),
  changed: z.number().int().nullable(),
  removed: z.number().int().nullable(),
  restoredFrom: z.number().int().nullable().meta({ description: "The version whose text this one brought back." }),
});
export type VersionLine = z.infer<typeof versionLineSchema>;

export const versionPageSchema = z.object({ versions: z.array(versionLineSchema), nextCursor: z.number().nullable() });
export const versionSchema = versionLineSchema.extend({ source: z.string() });

/** The largest document that may be sent, in characters. */
export const LONGEST_POLICY = 4_000_000;
