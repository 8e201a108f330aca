import { removePasskey as remove } from "@countersign/usecases/passkeys";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";

export const removePasskey = personProcedure()
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx: { actor, services }, input: { id } }) => {
    const isRemoved = await remove(services, { userId: actor.userId, userName: actor.name, passkeyId: id });
    if (!isRemoved) return refuse("request.target.unknown", "You have no such passkey.");
    return { id };
  });
