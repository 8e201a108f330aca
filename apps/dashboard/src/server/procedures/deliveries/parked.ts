import { CHANNELS } from "@countersign/core";
import { listParked } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { parkedPageSchema, showDelivery } from "../../views/delivery.ts";

export const parked = organizationProcedure("approvals.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/messages/parked",
      tags: ["approvals"],
      summary: "List messages that a channel refused, newest first",
    },
  })
  .input(
    z.object({
      channel: z.enum(CHANNELS).nullish(),
      limit: z.number().int().min(1).max(100).default(50),
      cursor: z.string().max(80).nullish(),
    }),
  )
  .output(parkedPageSchema)
  .query(async ({ ctx, input: { channel, limit, cursor } }) => {
    const { organizationId } = ctx.membership;
    const query = { organizationId, channel: channel ?? null, limit, cursor: cursor ?? null };
    const { messages, counts, nextCursor } = await listParked(ctx.services, query);
    return { messages: messages.map(showDelivery), counts: [...counts], nextCursor };
  });
