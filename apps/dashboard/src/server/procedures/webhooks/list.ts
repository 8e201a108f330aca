import { listWebhooks } from "@countersign/db/channels";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { webhookSchema, webhookView } from "../../views/webhook.ts";

export const list = organizationProcedure("organization.write")
  .meta({ openapi: { method: "GET", path: "/webhooks", tags: ["webhooks"], summary: "List webhooks" } })
  .output(z.object({ webhooks: z.array(webhookSchema) }))
  .query(async ({ ctx }) => {
    const rows = await ctx.services.db.tenant(ctx.membership.organizationId, listWebhooks);
    return { webhooks: rows.map(webhookView) };
  });
