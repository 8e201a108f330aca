import { readRole } from "@countersign/core";
import { findUser, listMemberships } from "@countersign/db";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { roleSchema } from "../../views/member.ts";

export const get = personProcedure()
  .output(
    z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      hasPassword: z.boolean(),
      createdAt: z.string(),
      organizations: z.array(z.object({ name: z.string(), title: z.string(), role: roleSchema })),
    }),
  )
  .query(async ({ ctx: { actor, services } }) => {
    const user = await services.db.global((scope) => findUser(scope, actor.userId));
    if (!user) return refuse("auth.credential.missing", "Sign in first.");
    const memberships = await services.db.asUser(user.id, (scope) => listMemberships(scope, user.id));
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      hasPassword: user.passwordHash !== null,
      createdAt: user.createdAt.toISOString(),
      organizations: memberships.flatMap(({ organizationName, organizationTitle, role: name }) => {
        const role = readRole(name);
        return role ? [{ name: organizationName, title: organizationTitle, role }] : [];
      }),
    };
  });
