import { isAllowed, mayGrant, readRole } from "@countersign/core";
import { findHoldings, listMembers } from "@countersign/db";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { memberListSchema } from "../../views/member.ts";
import { absenceOf } from "./member-absence.ts";
import { samePersonOf } from "./same-person.ts";

export const list = organizationProcedure("members.read")
  .meta({ openapi: { method: "GET", path: "/members", tags: ["members"], summary: "List members with what they own" } })
  .output(memberListSchema)
  .query(async ({ ctx }) => {
    const { actor, membership } = ctx;
    const { members, holdings } = await ctx.services.db.tenant(membership.organizationId, async (scope) => {
      const rows = await listMembers(scope);
      return { members: rows, holdings: await findHoldings(scope, rows) };
    });
    return {
      members: members.map((member) => {
        const role = readRole(member.role);
        if (!role) throw new Error(`member ${member.id} has a role nobody knows`);
        const held = holdings.find(({ memberId }) => memberId === member.id);
        return {
          id: member.id,
          name: member.user.name,
          email: member.user.email,
          role,
          joinedAt: member.createdAt.toISOString(),
          isYou: actor.kind === "user" && actor.userId === member.userId,
          mayChange: mayGrant(membership.role, role),
          agents: [...(held?.agents ?? [])],
          absence: absenceOf(member, members),
          mayDecide: isAllowed(role, "approvals.decide"),
          ...samePersonOf(member, members),
          tokens: held?.tokens.map(({ title }) => title) ?? [],
        };
      }),
    };
  });
