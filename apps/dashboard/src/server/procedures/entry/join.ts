import { joinAsNewcomer } from "@countersign/usecases";
import { z } from "zod";
import { answerSession } from "../../auth/answer-session.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { nameField, passwordField, tokenField } from "./fields.ts";

/** Accepts an invitation as somebody without an account: makes it, joins and signs in. */
export const join = entryProcedure("link.use")
  .input(z.object({ token: tokenField, name: nameField, password: passwordField.optional() }))
  .output(z.object({ organization: z.string() }))
  .mutation(async ({ ctx, input: { token, name, password } }) => {
    const joined = await joinAsNewcomer(secretDeps(ctx.services), {
      token,
      name,
      ...(password === undefined ? {} : { password }),
    });
    if (!joined.ok) throw new RefusalError(joined.refusal);
    await answerSession(ctx, joined.value.user);
    return { organization: joined.value.organizationName };
  });
