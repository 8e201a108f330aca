import { z } from "zod";

/** Limits of an agent's or a connection's own. What each may say is checked where policies are. */
export const ownLimitsSchema = z
  .array(z.record(z.string().max(20), z.union([z.string().max(80), z.number()])))
  .max(20)
  .meta({
    description: 'Limits as a rule has them: `{ "calls": 50, "per": "day" }`, `{ "spend": "$5", "per": "month" }`.',
  });
