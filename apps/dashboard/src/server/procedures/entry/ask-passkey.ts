import { askPasskeySignIn, relyingPartyOf } from "@countersign/usecases/passkeys";
import { z } from "zod";
import { passkeyCookie } from "../../auth/passkey-cookie.ts";
import { peopleDeps } from "../../deps.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { signInQuestion } from "../../views/passkey.ts";

/** Asks this browser for a passkey of whoever uses it. */
export const askPasskey = entryProcedure("passkey.use")
  .input(z.object({}))
  .output(signInQuestion)
  .mutation(async ({ ctx: { services, answerHeaders } }) => {
    const { PUBLIC_DASHBOARD_URL } = services.settings;
    const { browser, options } = await askPasskeySignIn(peopleDeps(services), relyingPartyOf(PUBLIC_DASHBOARD_URL));
    answerHeaders?.append("set-cookie", passkeyCookie(PUBLIC_DASHBOARD_URL, browser));
    return options;
  });
