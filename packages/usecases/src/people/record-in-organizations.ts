import type { Actor } from "@countersign/contracts";
import { type Db, listMemberships } from "@countersign/db";
import { type Act, appendConfigurationAct } from "../configuration/change-configuration.ts";

/** Records what happened to a person's account in every organization they belong to; `actor` where it wasn't surely them. */
export async function recordInOrganizations(
  deps: { readonly db: Db },
  person: { readonly userId: string; readonly name: string },
  { actor, ...act }: Omit<Act, "subject"> & { readonly actor?: Actor },
): Promise<void> {
  const { userId, name } = person;
  const memberships = await deps.db.asUser(userId, (scope) => listMemberships(scope, userId));
  for (const { organizationId } of memberships) {
    await deps.db.tenant(organizationId, (scope) =>
      appendConfigurationAct(scope, actor ?? { kind: "user", id: userId, name }, {
        ...act,
        subject: { kind: "user", id: userId, name },
      }),
    );
  }
}
