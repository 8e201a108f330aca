import { z } from "zod";

export const KILL_TARGETS = ["organization", "agent", "instance", "connection", "key"] as const;

/** What a kill switch stops. */
export const killTargetShape = {
  targetKind: z.enum(KILL_TARGETS),
  targetId: z.string().max(80).meta({ description: "The id of the organization, agent, instance, connection or key." }),
};

const heldSchema = z.object({
  id: z.string(),
  agentName: z.string(),
  instanceName: z.string(),
  operation: z.string(),
  summary: z.string().meta({ description: "The first required argument, cut." }),
  since: z.string(),
});
export type HeldCall = z.infer<typeof heldSchema>;

/** What a target has in hand. */
export const inFlightSchema = z.object({
  calls: z
    .array(heldSchema)
    .nullable()
    .meta({ description: "Calls that are out at their upstream, oldest first; null when that can't be told now." }),
  approvals: z
    .array(heldSchema.extend({ state: z.enum(["pending", "approved"]) }))
    .meta({ description: "Approvals that wait for people, or are approved and wait for their agent; oldest first." }),
});
export type InFlightView = z.infer<typeof inFlightSchema>;
