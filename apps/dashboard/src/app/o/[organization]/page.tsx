import { isAllowed } from "@countersign/core";
import { redirect } from "next/navigation";
import { Overview } from "#features/overview/overview.tsx";
import { getActor } from "#server/auth/get-actor.ts";
import { findMembership } from "#server/auth/membership.ts";
import { services } from "#server/services.ts";

interface OverviewPageProps {
  readonly params: Promise<{ readonly organization: string }>;
}

/** The overview; approvers, who may read nothing else, go to what waits for them. */
export default async function OverviewPage({ params }: OverviewPageProps) {
  const { organization } = await params;
  const actor = await getActor();
  const membership = actor && (await findMembership(services().db, actor, organization));
  if (membership && !isAllowed(membership.role, "audit.read")) redirect(`/o/${organization}/approvals`);
  return <Overview />;
}
