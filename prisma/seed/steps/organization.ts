import type { Actor } from "@countersign/contracts";
import type { Role } from "@countersign/core";
import { findMember, findOrganization, listMemberships, type OrganizationRow } from "@countersign/db";
import { addMember, createOrganization } from "@countersign/usecases";
import type { World } from "../world.ts";
import { granted } from "./granted.ts";
import type { Person } from "./people.ts";

/** Who the seed's acts are recorded as. */
export const SEED_ACTOR: Actor = { kind: "system", id: null, name: "Seed" };

/** The organization of a name that belongs to this owner. */
export async function ensureOrganization(
  world: World,
  { name, title, owner }: { readonly name: string; readonly title: string; readonly owner: Person },
): Promise<OrganizationRow> {
  const memberships = await world.db.asUser(owner.userId, (scope) => listMemberships(scope, owner.userId));
  const known = memberships.find((membership) => membership.organizationName === name);
  if (known) {
    const row = await world.db.tenant(known.organizationId, findOrganization);
    if (row) return row;
  }
  world.say(`making the organization ${name}`);
  return granted(
    await createOrganization(world, {
      name,
      title,
      ownerUserId: owner.userId,
      actor: SEED_ACTOR,
      shards: world.shards,
    }),
  );
}

/** Makes a person a member unless they are. */
export async function ensureMember(
  world: World,
  { organizationId, person, role }: { readonly organizationId: string; readonly person: Person; readonly role: Role },
): Promise<void> {
  const known = await world.db.tenant(organizationId, (scope) => findMember(scope, person.userId));
  if (known) return;
  granted(await addMember(world, { organizationId, actor: SEED_ACTOR, userId: person.userId, role }));
  world.say(`made ${person.email} ${role}`);
}
