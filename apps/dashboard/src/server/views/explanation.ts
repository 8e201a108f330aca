import { z } from "zod";
import { policyProblemSchema } from "./policy.ts";

const effectSchema = z.enum(["allow", "deny", "require_approval"]);

const ruleExplanationSchema = z.object({
  ruleId: z.string(),
  effect: effectSchema,
  outcome: z.enum(["selected", "not_selected", "error"]),
  detail: z.string().meta({ description: "Why it was, or wasn't, selected." }),
  when: z.string().nullable(),
  saw: z.array(z.object({ path: z.string(), value: z.string().nullable() })),
});
export type RuleExplanationView = z.infer<typeof ruleExplanationSchema>;

const limitRoomSchema = z.object({
  ruleId: z.string().nullable().meta({ description: "Null for a limit of the whole organization." }),
  limitId: z.string().nullable(),
  kind: z.enum(["calls", "spend", "concurrency"]),
  scope: z.string(),
  window: z.string().meta({ description: "`day`, `90s`, or `at once`." }),
  max: z.string().meta({ description: "Calls, or micro-USD." }),
  left: z.string().nullable().meta({ description: "What its present window has left; null where none is counted." }),
  resetsAt: z.string().nullable(),
});
export type LimitRoomView = z.infer<typeof limitRoomSchema>;

const askedSchema = z.object({
  ruleId: z.string(),
  roles: z.array(z.string()),
  emails: z.array(z.string()),
  quorum: z.number().int(),
});

/** What a policy says of one call. `unreadable`: its text has errors of shape, so that it decides nothing. */
export const explanationSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("explained"),
    decision: effectSchema,
    code: z.string().nullable(),
    reasons: z.array(z.object({ ruleId: z.string().nullable(), text: z.string() })),
    message: z.string().meta({ description: "What the agent is told." }),
    rules: z.array(ruleExplanationSchema),
    limits: z.array(limitRoomSchema),
    reserveMicros: z.string().nullable().meta({ description: "The price set aside; null when it has none." }),
    asks: z.array(askedSchema),
    expiresMs: z.number().nullable().meta({ description: "How long an approval waits." }),
  }),
  z.object({ kind: z.literal("unreadable"), problems: z.array(policyProblemSchema) }),
]);
export type ExplanationView = z.infer<typeof explanationSchema>;
