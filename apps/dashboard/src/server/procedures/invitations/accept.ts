import { acceptInvitation } from "@countersign/usecases";
import { z } from "zod";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";

/** Accepts an invitation as the person who is signed in. */
export const accept = personProcedure()
  .input(z.object({ token: z.string().max(200) }))
  .output(z.object({ organization: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const { userId } = ctx.actor;
    const accepted = await acceptInvitation(secretDeps(ctx.services), { token: input.token, userId });
    if (!accepted.ok) throw new RefusalError(accepted.refusal);
    return { organization: accepted.value.organizationName };
  });
