import type { Actor } from "../../auth/actor.ts";
import { findMembership, type Membership } from "../../auth/membership.ts";
import { refuse } from "../../refusal-error.ts";
import type { Services } from "../../services.ts";

/** The person's membership in an organization. Refuses with `request.target.unknown` when they have none. */
export async function ownMembership(services: Services, actor: Actor, organization: string): Promise<Membership> {
  return (
    (await findMembership(services.db, actor, organization)) ??
    refuse("request.target.unknown", "There is no such organization, or you are not a member of it.")
  );
}
