import { issueToken } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { roleSchema } from "../../views/member.ts";
import { issueTokenInput } from "../../views/token.ts";

export const issue = organizationProcedure("tokens.write")
  .meta({
    openapi: { method: "POST", path: "/tokens", tags: ["tokens"], summary: "Issue a management token, shown once" },
  })
  .input(issueTokenInput.extend({ role: roleSchema.meta({ description: "What it may do; never above yours." }) }))
  .output(z.object({ id: z.string(), token: z.string().meta({ description: "It can't be shown again." }) }))
  .mutation(async ({ ctx, input: { title, role, expiresAt } }) => {
    const issued = await issueToken(peopleDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      title,
      role,
      expiresAt: expiresAt ? new Date(expiresAt) : null,
      now: new Date(),
    });
    if (!issued.ok) throw new RefusalError(issued.refusal);
    return { id: issued.value.tokenId, token: issued.value.text.reveal() };
  });
