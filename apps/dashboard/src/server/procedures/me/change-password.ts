import { changePassword as change } from "@countersign/usecases";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";

export const changePassword = personProcedure()
  .input(
    z.object({
      currentPassword: z.string().max(1_024).nullish().meta({ description: "Not needed by who has none." }),
      newPassword: z.string().max(1_024),
    }),
  )
  .output(z.object({ endedSessions: z.number().int().meta({ description: "How many other sign-ins ended." }) }))
  .mutation(async ({ ctx: { actor, services }, input }) => {
    const changed = await change(peopleDeps(services), {
      userId: actor.userId,
      sessionId: actor.sessionId,
      currentPassword: input.currentPassword ?? null,
      newPassword: input.newPassword,
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return changed.value;
  });
