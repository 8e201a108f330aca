import { z } from "zod";

export const keySchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});

export const agentSchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  kill: z
    .object({ id: z.string(), reason: z.string() })
    .nullable()
    .meta({ description: "The switch that stops this agent, or null." }),
  instances: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      proved: z.boolean(),
      lastSeenAt: z.string().nullable(),
      keys: z.array(keySchema),
    }),
  ),
  keys: z.array(keySchema).meta({ description: "Keys of the agent itself; those of one instance stand with it." }),
});
export const agentListSchema = z.object({ agents: z.array(agentSchema) });
