import { readDeliveries } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { deliveryListSchema, showDelivery } from "../../views/delivery.ts";
import { viewVisible } from "../approvals/show-approval.ts";

export const ofApproval = organizationProcedure("approvals.readOwn")
  .meta({
    openapi: {
      method: "GET",
      path: "/approvals/{approvalId}/messages",
      tags: ["approvals"],
      summary: "List who was told of an approval, and what became of each message",
    },
  })
  .input(z.object({ approvalId: z.string().max(80) }))
  .output(deliveryListSchema)
  .query(async ({ ctx, input: { approvalId } }) => {
    await viewVisible(ctx, approvalId);
    const { organizationId } = ctx.membership;
    const messages = await readDeliveries(ctx.services, { organizationId, approvalId });
    return { messages: messages.map(showDelivery) };
  });
