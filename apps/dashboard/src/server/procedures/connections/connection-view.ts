import { z } from "zod";

const operationSchema = z.object({
  id: z.string(),
  name: z.string(),
  class: z.string().meta({ description: "read, write, destructive or external." }),
  state: z.string().meta({ description: "active, quarantined (its definition changed) or gone." }),
  priceMicros: z.string().nullable().meta({ description: "Micro-USD for each call; null when it has no price." }),
  definition: z.string().meta({ description: "The pinned definition, as the upstream wrote it." }),
});

export const connectionListSchema = z.object({
  connections: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      title: z.string(),
      url: z.string(),
      createdAt: z.string(),
      discoveredAt: z.string().nullable().meta({ description: "When its operations were last listed." }),
      disconnectedAt: z.string().nullable(),
      operations: z.array(operationSchema),
    }),
  ),
});
