import { changeProfile } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";

export const update = personProcedure()
  .input(z.object({ name: z.string().trim().min(1, "Enter a name.").max(120) }))
  .output(z.object({ name: z.string() }))
  .mutation(async ({ ctx: { actor, services }, input }) => {
    const changed = await changeProfile(services, { userId: actor.userId, name: input.name });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return changed.value;
  });
