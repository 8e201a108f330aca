import { listMembers } from "@countersign/db";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { ownMemberId } from "./owner.ts";

/** Who may answer for an agent: the organization's members. */
export const owners = organizationProcedure("agents.write")
  .output(
    z.object({
      ownMemberId: z.string().nullable(),
      members: z.array(z.object({ memberId: z.string(), name: z.string(), email: z.string() })),
    }),
  )
  .query(async ({ ctx }) => {
    const members = await ctx.services.db.tenant(ctx.membership.organizationId, listMembers);
    return {
      ownMemberId: await ownMemberId(ctx),
      members: members.map(({ id, user }) => ({ memberId: id, name: user.name, email: user.email })),
    };
  });
