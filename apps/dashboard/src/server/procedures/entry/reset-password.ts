import { resetPassword as reset } from "@countersign/usecases";
import { z } from "zod";
import { answerSession } from "../../auth/answer-session.ts";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { passwordField, tokenField } from "./fields.ts";

/** Sets a new password by a mailed link, ends every session of the person, and signs in here. */
export const resetPassword = entryProcedure("link.use")
  .input(z.object({ token: tokenField, password: passwordField }))
  .output(z.object({ name: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const done = await reset(peopleDeps(ctx.services), input);
    if (!done.ok) throw new RefusalError(done.refusal);
    await answerSession(ctx, done.value);
    return { name: done.value.name };
  });
