import { findMember } from "@countersign/db";
import type { Actor } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";
import type { Services } from "../../services.ts";

interface OwnerContext {
  readonly services: Services;
  readonly actor: Actor;
  readonly membership: Membership;
}

/** The actor as a member who may own an agent. Null for a management token. */
export async function ownMemberId({ services, actor, membership }: OwnerContext): Promise<string | null> {
  if (actor.kind !== "user") return null;
  const { userId } = actor;
  const member = await services.db.tenant(membership.organizationId, (scope) => findMember(scope, userId));
  return member?.id ?? null;
}
