import { z } from "zod";

const holdsSchema = z
  .enum(["always", "sometimes", "fails"])
  .meta({ description: "For all such calls, for some of them, or its condition can never be evaluated." });

const permissionRuleSchema = z.object({
  ruleId: z.string(),
  effect: z.enum(["allow", "deny", "require_approval"]),
  holds: holdsSchema,
  when: z.string().nullable().meta({ description: "Its condition as written." }),
  words: z.string().nullable().meta({ description: "The condition as a clause, where there is a plain wording." }),
  approval: z
    .object({
      by: z.array(z.string()).meta({ description: "E-mail addresses and `role:x`." }),
      quorum: z.number(),
      expiresMs: z.number(),
    })
    .nullable(),
});
export type PermissionRule = z.infer<typeof permissionRuleSchema>;

const permissionLimitSchema = z.object({
  ruleId: z.string().nullable().meta({ description: "Null for a limit of the organization." }),
  owner: z.string().nullable().meta({ description: "The agent or connection whose own limit it is." }),
  kind: z.enum(["calls", "spend", "concurrency"]),
  scope: z.enum(["agent", "instance", "session", "organization", "person"]),
  window: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("calendar"), per: z.enum(["minute", "hour", "day", "week", "month", "total"]) }),
    z.object({ kind: z.literal("smooth"), everyMs: z.number() }),
    z.object({ kind: z.literal("concurrent") }),
  ]),
  max: z.string().meta({ description: "Calls, calls at once, or micro-USD, as a decimal string." }),
  holds: holdsSchema,
});
export type PermissionLimit = z.infer<typeof permissionLimitSchema>;

export const operationPermissionSchema = z.object({
  operation: z.string().meta({ description: "`connection.operation`." }),
  title: z.string(),
  connection: z.string(),
  connectionTitle: z.string(),
  class: z.enum(["read", "write", "destructive", "external"]),
  outcome: z.enum(["allowed", "allowed_when", "needs_approval", "denied"]),
  deniedBy: z
    .enum(["rule", "default", "price", "quarantine"])
    .nullable()
    .meta({ description: "A rule, no rule, no price where spending is bounded, or a definition nobody reviewed." }),
  isStopped: z.boolean().meta({ description: "The connection's kill switch is on." }),
  priceMicros: z.string().nullable(),
  sample: z.string().meta({ description: "JSON of arguments for a trial call: a value for each required one." }),
  rules: z.array(permissionRuleSchema),
  limits: z.array(permissionLimitSchema),
});
export type OperationPermissionView = z.infer<typeof operationPermissionSchema>;

export const agentPermissionsSchema = z.object({
  policyVersion: z.number().meta({ description: "0 while nothing was published; then everything is denied." }),
  operations: z.array(operationPermissionSchema),
});
