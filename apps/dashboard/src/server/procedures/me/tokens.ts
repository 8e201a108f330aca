import { listManagementTokens, listMemberships } from "@countersign/db";
import { z } from "zod";
import { personProcedure } from "../../trpc/procedure.ts";
import { tokenSchema, tokenView } from "../../views/token.ts";

export const tokens = personProcedure()
  .output(z.object({ tokens: z.array(tokenSchema.extend({ organization: z.string() })) }))
  .query(async ({ ctx: { actor, services } }) => {
    const memberships = await services.db.asUser(actor.userId, (scope) => listMemberships(scope, actor.userId));
    const perOrganization = await Promise.all(
      memberships.map(async ({ organizationId, organizationName: organization }) => {
        const rows = await services.db.tenant(organizationId, (scope) =>
          listManagementTokens(scope, { personalOf: actor.userId }),
        );
        return rows.map((row) => ({ ...tokenView(row), organization }));
      }),
    );
    return { tokens: perOrganization.flat() };
  });
