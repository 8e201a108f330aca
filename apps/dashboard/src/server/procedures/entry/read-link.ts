import { readLink as read } from "@countersign/usecases";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { tokenField } from "./fields.ts";

/** What a mailed link is for. It stays unused: programs that look at mail open every link. */
export const readLink = entryProcedure("link.use")
  .input(z.object({ token: tokenField }))
  .output(z.object({ email: z.string(), purpose: z.enum(["sign_in", "sign_up", "password"]) }))
  .query(async ({ ctx, input }) => {
    const link = await read(peopleDeps(ctx.services), input);
    if (!link.ok) throw new RefusalError(link.refusal);
    return { email: link.value.email, purpose: link.value.purpose };
  });
