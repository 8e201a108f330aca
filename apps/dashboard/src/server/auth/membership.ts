import { ROLES, type Role } from "@countersign/core";
import { type Db, findOrganization, listMemberships, type OrganizationRow } from "@countersign/db";
import type { Actor } from "./actor.ts";

/** An actor in one organization, with the role that says what they may do there. */
export interface Membership {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly organizationTitle: string;
  readonly shard: number;
  readonly role: Role;
  /** The platform's operator has suspended the organization: members are shown nothing of it. */
  readonly isSuspended: boolean;
}

/**
 * The actor's membership in the named organization. Null when there is no such organization or they don't belong to
 * it: the two are the same to whoever asks.
 */
export async function findMembership(db: Db, actor: Actor, name: string | undefined): Promise<Membership | null> {
  if (actor.kind === "token") {
    const organization = await db.tenant(actor.organizationId, findOrganization);
    if (!organization || (name !== undefined && name !== organization.name)) return null;
    return membership(organization, actor.role);
  }
  if (name === undefined) return null;
  const all = await db.asUser(actor.userId, (scope) => listMemberships(scope, actor.userId));
  const own = all.find((one) => one.organizationName === name);
  const role = ROLES.find((one) => one === own?.role);
  if (!own || !role) return null;
  const organization = await db.tenant(own.organizationId, findOrganization);
  return organization && membership(organization, role);
}

function membership(organization: OrganizationRow, role: Role): Membership {
  return {
    organizationId: organization.id,
    organizationName: organization.name,
    organizationTitle: organization.title,
    shard: organization.shard,
    role,
    isSuspended: organization.suspendedAt !== null,
  };
}
