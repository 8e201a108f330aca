import { isAllowed, PERMISSIONS, type Permission } from "@countersign/core";
import { addressGroup, boundEntry, type EntryName, suspendedRefusal } from "@countersign/usecases";
import { z } from "zod";
import { findMembership } from "../auth/membership.ts";
import { peopleDeps } from "../deps.ts";
import { RefusalError, refuse } from "../refusal-error.ts";
import { openProcedure } from "./init.ts";

/** Which organization is meant. A management token implies its own; a person always says which. */
const organizationInput = z.object({
  organization: z
    .string()
    .max(31)
    .optional()
    .meta({ description: "Name of the organization; a token implies its own." }),
});

/**
 * The only way to make a procedure of an organization: it needs a permission, and the procedure runs with the
 * membership that has it. `anyOf` admits whoever has one of them; the procedure then looks which.
 */
export function organizationProcedure(...anyOf: readonly [Permission, ...Permission[]]) {
  return openProcedure.input(organizationInput).use(async ({ ctx, input, next }) => {
    if (!ctx.actor) return refuse("auth.credential.missing", "Sign in, or send a management token.");
    const membership = await findMembership(ctx.services.db, ctx.actor, input.organization);
    if (!membership) {
      return refuse("request.target.unknown", "There is no such organization, or you are not a member of it.");
    }
    if (membership.isSuspended) throw new RefusalError(suspendedRefusal());
    if (!anyOf.some((permission) => isAllowed(membership.role, permission))) {
      const [needed] = anyOf;
      return refuse(
        "auth.permission.missing",
        `This needs a role that ${PERMISSIONS[needed].can}; yours is ${membership.role}.`,
      );
    }
    return next({ ctx: { ...ctx, actor: ctx.actor, membership } });
  });
}

/** A procedure of a signed-in person, in no organization: their own account. Management tokens have none. */
export function personProcedure() {
  return openProcedure.use(({ ctx, next }) => {
    if (ctx.actor?.kind !== "user") return refuse("auth.credential.missing", "Sign in first.");
    return next({ ctx: { ...ctx, actor: ctx.actor } });
  });
}

/**
 * A procedure for anyone, signed in or not: the ways into the platform. Each counts the tries of the address it is
 * called from and refuses past the bound, whatever else it does.
 */
export function entryProcedure(entry: EntryName) {
  return openProcedure.use(async ({ ctx, next }) => {
    const client = ctx.client ?? { ip: null, userAgent: null };
    const bounded = await boundEntry(peopleDeps(ctx.services), {
      entry,
      subject: `address:${addressGroup(client.ip ?? "")}`,
    });
    if (!bounded.ok) throw new RefusalError(bounded.refusal);
    return next({ ctx: { ...ctx, client } });
  });
}
