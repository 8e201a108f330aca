import { registerPasskey as register, relyingPartyOf } from "@countersign/usecases/passkeys";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { registrationAnswer } from "../../views/passkey.ts";

/** Keeps the passkey that this session was asked to make. */
export const registerPasskey = personProcedure()
  .input(
    z.object({
      name: z.string().trim().min(1, "Say how you tell it from others.").max(60),
      response: registrationAnswer,
    }),
  )
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx: { actor, services }, input }) => {
    const kept = await register(peopleDeps(services), {
      ...input,
      userId: actor.userId,
      sessionId: actor.sessionId,
      party: relyingPartyOf(services.settings.PUBLIC_DASHBOARD_URL),
    });
    if (!kept.ok) throw new RefusalError(kept.refusal);
    return kept.value;
  });
