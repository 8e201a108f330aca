import { z } from "zod";

export const budgetSchema = z.object({
  id: z.string(),
  /** What is bounded, in words: "Sales research · demo.lookup_company, per day". */
  title: z.string(),
  kind: z.enum(["calls", "spend"]),
  used: z.string(),
  max: z.string(),
});
export type Budget = z.infer<typeof budgetSchema>;

/** The figures of a period. Counts are numbers of calls; amounts are micro-USD as decimal strings. */
export const figuresSchema = z.object({
  calls: z.number(),
  allowed: z.number(),
  failed: z.number(),
  denied: z.number(),
  limited: z.number(),
  unknown: z.number(),
  /** Calls for which a person was asked and that have ended; those that wait are counted apart. */
  asked: z.number(),
  spentMicros: z.string(),
  unpriced: z.number().meta({ description: "Calls that ran though nobody said what they cost." }),
  waiting: z.number(),
  agents: z.number(),
  instances: z.number(),
  /** The period in even pieces, oldest first. */
  buckets: z.array(z.object({ at: z.string(), calls: z.number(), denied: z.number() })),
  /** Agents whose calls were stopped or went wrong in the period, those most often denied first. */
  troubled: z.array(
    z.object({
      agentName: z.string(),
      agentTitle: z.string(),
      calls: z.number(),
      denied: z.number(),
      limited: z.number(),
      failed: z.number().meta({ description: "Failed, or ended without a known outcome." }),
    }),
  ),
  budgets: z.array(budgetSchema),
  /** What of the policy in use is only observed. */
  observing: z.enum(["nothing", "rules", "policy"]),
});
export type Figures = z.infer<typeof figuresSchema>;
