import { listMemberships } from "@countersign/db";
import Link from "next/link";
import { redirect } from "next/navigation";
import { NewOrganizationForm } from "#features/new-organization/new-organization-form.tsx";
import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import { getActor } from "#server/auth/get-actor.ts";
import { services } from "#server/services.ts";

export const metadata = { title: "New organization" };

export default async function NewOrganizationPage() {
  const actor = await getActor();
  if (!actor) redirect("/sign-in?next=/new");
  const memberships = await services().db.asUser(actor.userId, (scope) => listMemberships(scope, actor.userId));
  const isFirst = memberships.length === 0;
  return (
    <EntryFrame
      title={isFirst ? "Name your organization" : "New organization"}
      description={
        isFirst
          ? "It holds your agents, what they may reach, and the people who decide. You become its owner. Were you invited to one? Open the link in that mail instead."
          : "It has its own agents, rules and people. You become its owner."
      }
      footer={isFirst ? null : <Link href="/">Back to your organization</Link>}
    >
      <NewOrganizationForm />
    </EntryFrame>
  );
}
