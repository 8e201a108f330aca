import { askPasskey as ask, relyingPartyOf } from "@countersign/usecases/passkeys";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { registrationQuestion } from "../../views/passkey.ts";

/** Asks this person's authenticator to make a passkey. */
export const askPasskey = personProcedure()
  .input(z.object({ currentPassword: z.string().max(1_024).nullable() }))
  .output(registrationQuestion)
  .mutation(async ({ ctx: { actor, services }, input: { currentPassword } }) => {
    const asked = await ask(peopleDeps(services), {
      userId: actor.userId,
      sessionId: actor.sessionId,
      currentPassword,
      party: relyingPartyOf(services.settings.PUBLIC_DASHBOARD_URL),
    });
    if (!asked.ok) throw new RefusalError(asked.refusal);
    return asked.value;
  });
