import { isAllowed, readRole } from "@countersign/core";
import { listMembers } from "@countersign/db";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { plannedAbsenceSchema } from "../../views/member.ts";
import { absenceOf } from "../members/member-absence.ts";
import { ownMembership } from "./own-membership.ts";

export const absence = personProcedure()
  .input(z.object({ organization: z.string().max(31) }))
  .output(
    z.object({
      absence: plannedAbsenceSchema.nullable(),
      delegates: z
        .array(z.object({ id: z.string(), name: z.string(), email: z.string() }))
        .meta({ description: "Members who can decide in one's place." }),
    }),
  )
  .query(async ({ ctx: { actor, services }, input }) => {
    const { organizationId } = await ownMembership(services, actor, input.organization);
    const members = await services.db.tenant(organizationId, listMembers);
    const own = members.find(({ userId }) => userId === actor.userId);
    if (!own) return refuse("request.target.unknown", "There is no such organization, or you are not a member of it.");
    const mayDecide = (role: string) => {
      const known = readRole(role);
      return known !== null && isAllowed(known, "approvals.decide");
    };
    return {
      absence: absenceOf(own, members),
      delegates: members
        .filter(({ id, role }) => id !== own.id && mayDecide(role))
        .map(({ id, user }) => ({ id, name: user.name, email: user.email })),
    };
  });
