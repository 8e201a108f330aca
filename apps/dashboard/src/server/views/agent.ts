import { z } from "zod";
import { ownLimitsSchema } from "./own-limits.ts";

export const killSchema = z.object({
  id: z.string(),
  reason: z.string(),
  at: z.string(),
});

export const keySchema = z.object({
  id: z.string(),
  keyRef: z.string().meta({ description: "The part of the key's text that names it; never the secret." }),
  title: z.string(),
  instanceId: z.string().nullable().meta({ description: "The instance it proves; null for a key of the agent." }),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  lastUsedIp: z.string().nullable(),
  lastUsedClient: z.string().nullable(),
  ipRanges: z.array(z.string()).meta({ description: "CIDRs it may be used from; empty means anywhere." }),
  connectionIds: z.array(z.string()).meta({ description: "Connections it may be used for; empty means all." }),
  rotatedFromId: z.string().nullable().meta({ description: "The key it replaces." }),
});
export type KeyView = z.infer<typeof keySchema>;

/** Figures of the last 24 hours; the amount is micro-USD as a decimal string. */
export const activitySchema = z.object({
  calls: z.number(),
  denied: z.number(),
  asked: z.number(),
  failed: z.number(),
  spentMicros: z.string(),
});

export const ownerSchema = z.object({
  memberId: z.string(),
  name: z.string(),
  email: z.string(),
  isGone: z.boolean().meta({ description: "No longer a member of the organization." }),
});

export const instanceSchema = z.object({
  id: z.string(),
  name: z.string(),
  proved: z.boolean().meta({ description: "By a key of its own; otherwise it only says its name." }),
  createdAt: z.string(),
  lastSeenAt: z.string().nullable(),
  kill: killSchema.nullable(),
  keys: z.array(keySchema),
});
export type InstanceView = z.infer<typeof instanceSchema>;

export const agentSchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  owner: ownerSchema.nullable(),
  enrolUpTo: z.number().meta({ description: "How many declared instances may enrol by themselves." }),
  stopsWithOwner: z.boolean().meta({ description: "Whether its calls stop once the owner is no longer a member." }),
  parentAgentId: z.string().nullable().meta({ description: "Whose sub-agent it is." }),
  limits: ownLimitsSchema,
  createdAt: z.string(),
  archivedAt: z.string().nullable(),
  kill: killSchema.nullable().meta({ description: "The switch that stops this agent, or null." }),
  lastCallAt: z.string().nullable().meta({ description: "Within the last 30 days." }),
  last24h: activitySchema,
  instances: z.array(instanceSchema),
  keys: z.array(keySchema).meta({ description: "Keys of the agent itself; those of one instance stand with it." }),
});
export type AgentView = z.infer<typeof agentSchema>;

export const agentListSchema = z.object({ agents: z.array(agentSchema) });

export const agentDetailSchema = agentSchema.extend({
  instanceActivity: z.record(z.string(), activitySchema).meta({ description: "By instance id, last 24 hours." }),
  organizationKill: killSchema.nullable().meta({ description: "The switch that stops the whole organization." }),
  gatewayUrl: z.string().meta({ description: "Where agents reach the gateway." }),
});
export type AgentDetail = z.infer<typeof agentDetailSchema>;
