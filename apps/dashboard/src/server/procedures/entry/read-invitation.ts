import { ROLES } from "@countersign/core";
import { readInvitation as read } from "@countersign/usecases";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { tokenField } from "./fields.ts";

/** What an invitation's link leads to, also when it is over. It stays unused. */
export const readInvitation = entryProcedure("link.use")
  .input(z.object({ token: tokenField }))
  .output(
    z.object({
      organizationName: z.string(),
      organizationTitle: z.string(),
      invitedByName: z.string(),
      email: z.string(),
      role: z.enum(ROLES),
      expiresAt: z.string(),
      state: z.enum(["open", "accepted", "revoked", "expired"]),
      hasAccount: z.boolean().nullable(),
    }),
  )
  .query(async ({ ctx, input }) => {
    const invitation = await read(peopleDeps(ctx.services), input);
    if (!invitation.ok) throw new RefusalError(invitation.refusal);
    return { ...invitation.value, expiresAt: invitation.value.expiresAt.toISOString() };
  });
