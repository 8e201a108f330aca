import { disconnectSlack } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const disconnect = organizationProcedure("organization.write")
  .meta({
    openapi: { method: "DELETE", path: "/slack", tags: ["slack"], summary: "Disconnect the workspace of Slack" },
  })
  .output(z.object({}))
  .mutation(async ({ ctx }) => {
    const disconnected = await disconnectSlack(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
    });
    if (!disconnected.ok) throw new RefusalError(disconnected.refusal);
    return {};
  });
