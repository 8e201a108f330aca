import { CHANNELS } from "@countersign/core";
import type { DeliveryView } from "@countersign/usecases";
import { z } from "zod";

/** A message about an approval: to whom, where, and what became of it. */
export const deliverySchema = z.object({
  id: z.string(),
  approvalId: z.string(),
  channel: z.enum(CHANNELS),
  to: z.string().nullable().meta({ description: "A person's name, an address, a channel; null: they have left." }),
  occasion: z.string().meta({ description: "Why it was sent: `asked`, `revised:2`, `escalated:600000`…" }),
  state: z.enum(["waiting", "sent", "parked", "dropped", "digested"]).meta({
    description:
      "`parked`: the channel refused it. `dropped`: nobody needed it any more. `digested`: counted in a message that tells of many.",
  }),
  attempts: z.number(),
  problem: z.string().nullable().meta({ description: "Why the last try failed." }),
  sentAt: z.string().nullable(),
  nextTryAt: z.string().nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z.object({ messages: z.array(deliverySchema) });

export const parkedPageSchema = deliveryListSchema.extend({
  counts: z.array(z.object({ channel: z.enum(CHANNELS), count: z.number() })),
  nextCursor: z.string().nullable(),
});

/** A message as pages and the API show it. */
export function showDelivery({ sentAtMs, nextTryAtMs, ...rest }: DeliveryView): Delivery {
  return { ...rest, sentAt: instant(sentAtMs), nextTryAt: instant(nextTryAtMs) };
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
