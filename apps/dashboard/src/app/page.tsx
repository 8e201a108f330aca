import { listMemberships } from "@countersign/db";
import { EmptyState } from "@countersign/ui";
import { redirect } from "next/navigation";
import { getActor } from "#server/auth/get-actor.ts";
import { services } from "#server/services.ts";

/** Goes to the person's first organization. */
export default async function Home() {
  const actor = await getActor();
  if (!actor) redirect("/sign-in");
  const [first] = await services().db.asUser(actor.userId, (scope) => listMemberships(scope, actor.userId));
  if (first) redirect(`/o/${first.organizationName}`);
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <EmptyState level={1} title="You belong to no organization yet.">
        Ask an owner or admin of your organization to add you as a member.
      </EmptyState>
    </main>
  );
}
