import { signInByLink } from "@countersign/usecases";
import { z } from "zod";
import { answerSession } from "../../auth/answer-session.ts";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { tokenField } from "./fields.ts";

/** Signs in by a mailed link, which is used up. */
export const signIn = entryProcedure("link.use")
  .input(z.object({ token: tokenField }))
  .output(z.object({ name: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const used = await signInByLink(peopleDeps(ctx.services), input);
    if (!used.ok) throw new RefusalError(used.refusal);
    await answerSession(ctx, used.value);
    return { name: used.value.name };
  });
