import { followSlackLink } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { sessionOf } from "./session-of.ts";

/** Links the account of Slack that asked for it to the person who is signed in. */
export const link = organizationProcedure("approvals.readOwn")
  .input(z.object({ token: z.string().max(200) }))
  .output(z.object({}))
  .mutation(async ({ ctx, input: { token } }) => {
    const { userId } = sessionOf(ctx.actor);
    const { organizationId } = ctx.membership;
    const linked = await followSlackLink(peopleDeps(ctx.services), {
      organizationId,
      token,
      userId,
      actor: recordActor(ctx.actor),
    });
    if (!linked.ok) throw new RefusalError(linked.refusal);
    return {};
  });
