import { signUp as create } from "@countersign/usecases";
import { z } from "zod";
import { answerSession } from "../../auth/answer-session.ts";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { nameField, passwordField, tokenField } from "./fields.ts";

/** Makes the account of a mailed link's address and signs in. */
export const signUp = entryProcedure("link.use")
  .input(z.object({ token: tokenField, name: nameField, password: passwordField.optional() }))
  .output(z.object({ name: z.string() }))
  .mutation(async ({ ctx, input: { token, name, password } }) => {
    const made = await create(peopleDeps(ctx.services), {
      token,
      name,
      ...(password === undefined ? {} : { password }),
    });
    if (!made.ok) throw new RefusalError(made.refusal);
    await answerSession(ctx, made.value);
    return { name: made.value.name };
  });
