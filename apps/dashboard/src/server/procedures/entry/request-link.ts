import { LINK_LIFETIME_MS, requestLink as request } from "@countersign/usecases";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError, refuse } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";

/** Has a link mailed. The answer is the same for everybody who exists and everybody who doesn't. */
export const requestLink = entryProcedure("link.request")
  .input(z.object({ email: z.string().trim().max(320), purpose: z.enum(["sign_in", "sign_up", "password"]) }))
  .output(z.object({ minutes: z.number() }))
  .mutation(async ({ ctx, input }) => {
    if (!ctx.services.settings.SMTP_URL) {
      return refuse("platform.mail.unavailable", "No mail server is set up, so no link can be sent.");
    }
    const requested = await request(peopleDeps(ctx.services), input);
    if (!requested.ok) throw new RefusalError(requested.refusal);
    return { minutes: LINK_LIFETIME_MS / 60_000 };
  });
