import { relyingPartyOf, signInByPasskey as signIn } from "@countersign/usecases/passkeys";
import { z } from "zod";
import { answerSession } from "../../auth/answer-session.ts";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { signInAnswer } from "../../views/passkey.ts";

/** Signs in by a passkey, for what this browser was asked last. */
export const signInByPasskey = entryProcedure("passkey.use")
  .input(z.object({ response: signInAnswer }))
  .output(z.object({ name: z.string() }))
  .mutation(async ({ ctx, input: { response } }) => {
    const signed = await signIn(peopleDeps(ctx.services), {
      response,
      browser: ctx.passkeyBrowser ?? "",
      party: relyingPartyOf(ctx.services.settings.PUBLIC_DASHBOARD_URL),
      ip: ctx.client.ip,
    });
    if (!signed.ok) throw new RefusalError(signed.refusal);
    await answerSession(ctx, signed.value);
    return { name: signed.value.name };
  });
