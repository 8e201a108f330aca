import { type Db, listMemberships } from "@countersign/db";
import { type Act, appendConfigurationAct } from "../configuration/change-configuration.ts";

/** Records what a person did to their own account in every organization they belong to. */
export async function recordInOrganizations(
  deps: { readonly db: Db },
  person: { readonly userId: string; readonly name: string },
  act: Omit<Act, "subject">,
): Promise<void> {
  const { userId, name } = person;
  const memberships = await deps.db.asUser(userId, (scope) => listMemberships(scope, userId));
  for (const { organizationId } of memberships) {
    await deps.db.tenant(organizationId, (scope) =>
      appendConfigurationAct(
        scope,
        { kind: "user", id: userId, name },
        { ...act, subject: { kind: "user", id: userId, name } },
      ),
    );
  }
}
