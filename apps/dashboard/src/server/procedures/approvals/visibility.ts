import { isAllowed } from "@countersign/core";
import type { Actor } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";

/** Whose approvals may be seen: null means every one; a user id means those that name this person. */
export function entitledUser(actor: Actor, membership: Membership): string | null {
  if (isAllowed(membership.role, "approvals.read")) return null;
  return actor.kind === "user" ? actor.userId : "";
}
