import { SECRET_CONCERNS } from "@countersign/core";
import { z } from "zod";

export const SECRET_KINDS = ["agent_key", "instance_key", "management_token", "connection_credential"] as const;
export const SECRET_STATES = ["live", "expired", "revoked", "replaced"] as const;

export const secretSchema = z.object({
  id: z.string(),
  kind: z.enum(SECRET_KINDS),
  title: z.string(),
  holderId: z.string().meta({ description: "The agent, connection or token it belongs to." }),
  holderTitle: z.string(),
  instanceName: z.string().nullable(),
  ownerName: z.string().nullable().meta({ description: "Who answers for it." }),
  role: z.string().nullable(),
  ipRanges: z.array(z.string()).nullable().meta({ description: "CIDRs it is bound to; null where it can't be bound." }),
  connectionIds: z.array(z.string()).nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  endedAt: z.string().nullable().meta({ description: "When it was revoked or replaced." }),
  state: z.enum(SECRET_STATES),
  concerns: z.array(z.enum(SECRET_CONCERNS)).meta({ description: "What speaks against it, worst first." }),
});
export type SecretView = z.infer<typeof secretSchema>;
