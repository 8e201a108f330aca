import { listMemberships } from "@countersign/db";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { LAST_ORGANIZATION_COOKIE } from "#features/shell/last-organization.ts";
import { getActor } from "#server/auth/get-actor.ts";
import { services } from "#server/services.ts";

/** Goes to the organization the person looked at last, else to their first; who has none makes one. */
export default async function Home() {
  const actor = await getActor();
  if (!actor) redirect("/sign-in");
  const memberships = await services().db.asUser(actor.userId, (scope) => listMemberships(scope, actor.userId));
  const last = (await cookies()).get(LAST_ORGANIZATION_COOKIE)?.value;
  const chosen = memberships.find((one) => one.organizationName === last) ?? memberships[0];
  redirect(chosen ? `/o/${chosen.organizationName}` : "/new");
}
