import { type Refusal, refusal } from "@countersign/contracts";
import { type Db, findManagementToken, isSignInLiving } from "@countersign/db";
import { suspendedRefusal } from "@countersign/usecases";
import type { Actor } from "./actor.ts";
import { findMembership, type Membership } from "./membership.ts";

/**
 * Why somebody who was let into an organization isn't any more, or null while they are: signed out, removed, gone, suspended. Asked
 * again by what goes on longer than one request.
 */
export async function admissionFault(
  db: Db,
  who: { readonly actor: Actor; readonly membership: Membership },
): Promise<Refusal | null> {
  const { actor, membership } = who;
  if (!(await isCredentialLiving(db, actor))) return refusal("auth.credential.missing", "You are signed out.");
  const now = await findMembership(db, actor, membership.organizationName);
  if (now) return now.isSuspended ? suspendedRefusal() : null;
  return refusal("request.target.unknown", "There is no such organization, or you are not a member of it.");
}

async function isCredentialLiving(db: Db, actor: Actor): Promise<boolean> {
  if (actor.kind === "user") return db.global((scope) => isSignInLiving(scope, actor.sessionId));
  const token = await db.tenant(actor.organizationId, (scope) => findManagementToken(scope, actor.tokenId));
  return token !== null && token.revokedAt === null;
}
