import { isAllowed } from "@countersign/core";
import { type Actor, personBehind } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";

/** Whose approvals may be seen: null means every one; a user id means those that name this person. */
export function entitledUser(actor: Actor, membership: Membership): string | null {
  if (isAllowed(membership.role, "approvals.read")) return null;
  return namedUser(actor);
}

/** Whom rules name where they name the actor: nobody, for a token that stands for nobody. */
export function namedUser(actor: Actor): string {
  return personBehind(actor) ?? "";
}

/** Whether the actor's votes count as a person's, as far as the actor goes; the asking rules say the rest. */
export function mayVote(actor: Actor): boolean {
  return actor.kind === "user" || (actor.person?.decides ?? false);
}
