import { revokeSignInSession } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";

export const revokeSession = personProcedure()
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx: { actor, services }, input }) => {
    const isEnded = await revokeSignInSession(services, { userId: actor.userId, sessionId: input.id });
    if (!isEnded) return refuse("request.target.unknown", "You have no such session, or it has ended.");
    return { id: input.id };
  });
