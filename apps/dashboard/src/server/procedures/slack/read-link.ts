import { readSlackLink } from "@countersign/usecases";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

/** Which account of Slack a link would link. It stays unused. */
export const readLink = organizationProcedure("approvals.readOwn")
  .input(z.object({ token: z.string().max(200) }))
  .output(z.object({ teamName: z.string(), slackUserId: z.string() }))
  .query(async ({ ctx, input: { token } }) => {
    const { organizationId } = ctx.membership;
    const read = await readSlackLink(peopleDeps(ctx.services), { organizationId, token });
    if (!read.ok) throw new RefusalError(read.refusal);
    return read.value;
  });
