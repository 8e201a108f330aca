import { refreshConnection } from "@countersign/usecases";
import { z } from "zod";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const refresh = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/connections/{connectionId}/refresh",
      tags: ["connections"],
      summary: "Read a connection's operations now",
    },
  })
  .input(z.object({ connectionId: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { connectionId } }) => {
    const { organizationId } = ctx.membership;
    const asked = await refreshConnection(configurationDeps(ctx.services), { organizationId, connectionId });
    if (!asked.ok) throw new RefusalError(asked.refusal);
    return { id: connectionId };
  });
