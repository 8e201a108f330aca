import { ensureOrganization } from "../steps/organization.ts";
import { ensurePerson } from "../steps/people.ts";
import { ensureToken } from "../steps/token.ts";
import type { World } from "../world.ts";
import type { Made } from "./scenario.ts";

/** An organization with its owner and nothing else. */
export async function seedEmpty(world: World): Promise<Made> {
  const owner = await ensurePerson(world, { email: "owner@acme.test", name: "Olivia Owner" });
  const organization = await ensureOrganization(world, { name: "acme", title: "Acme Robotics", owner });
  return {
    organization: { id: organization.id, name: organization.name },
    login: { email: owner.email, password: owner.password },
    managementToken: await ensureToken(world, organization.id),
    agents: [],
    connections: [],
  };
}
