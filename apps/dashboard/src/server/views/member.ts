import { ROLES } from "@countersign/core";
import { z } from "zod";

export const roleSchema = z.enum(ROLES);

export const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  joinedAt: z.string(),
  isYou: z.boolean(),
  mayChange: z.boolean().meta({ description: "Whether you may change their role or remove them." }),
  agents: z
    .array(z.object({ id: z.string(), name: z.string(), stopsWithOwner: z.boolean() }))
    .meta({ description: "Agents they own." }),
  tokens: z.array(z.string()).meta({ description: "Titles of living management tokens they issued." }),
});
export const memberListSchema = z.object({ members: z.array(memberSchema) });
export type MemberView = z.infer<typeof memberSchema>;
