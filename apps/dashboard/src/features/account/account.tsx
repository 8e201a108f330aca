"use client";

import { isAllowed, type Role } from "@countersign/core";
import { PageHeader, Section, SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { refusalIn } from "#features/api/refusal-in.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { MyPasskeys } from "#features/passkeys/my-passkeys.tsx";
import { PushSettings } from "#features/push/push-settings.tsx";
import { MyAbsence } from "./my-absence.tsx";
import { MyOrganizations } from "./my-organizations.tsx";
import { MyTokens } from "./my-tokens.tsx";
import { PasswordForm } from "./password-form.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { SessionList } from "./session-list.tsx";

/** How often the page asks whether its session still counts, ms. */
const ASK_MS = 5_000;

/** One's own account: name, password, sessions, notifications, organizations. */
export function Account() {
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(
    trpc.me.get.queryOptions(undefined, { refetchInterval: ASK_MS }),
  );
  const isSignedOut = refusalIn(error)?.code === "auth.credential.missing";
  useEffect(() => {
    if (isSignedOut) window.location.assign("/sign-in?next=%2Faccount");
  }, [isSignedOut]);
  const first = data?.organizations[0];
  return (
    <>
      <PageHeader
        title="Your account"
        description="It is the same in every organization you belong to."
        {...(first ? { back: { href: `/o/${first.name}`, label: `Back to ${first.title}` } } : {})}
      />
      {isPending ? <SkeletonRows rows={6} label="Loading your account" /> : null}
      {error && !data && !isSignedOut ? <QueryError error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <ProfileForm name={data.name} email={data.email} />
          <PasswordForm hasPassword={data.hasPassword} email={data.email} />
          <MyPasskeys hasPassword={data.hasPassword} />
          <SessionList />
          <PushSettings organizations={data.organizations} />
          <WhenAway organizations={data.organizations} />
          <MyTokens organizations={data.organizations} />
          <MyOrganizations organizations={data.organizations} />
        </>
      ) : null}
    </>
  );
}

interface Belonging {
  readonly name: string;
  readonly title: string;
  readonly role: Role;
}

/** Where you decide approvals, and who does while you are away. */
function WhenAway({ organizations }: { readonly organizations: readonly Belonging[] }) {
  const deciding = organizations.filter(({ role }) => isAllowed(role, "approvals.decide"));
  if (deciding.length === 0) return null;
  return (
    <Section title="When you are away" description="Somebody else decides in your place, until you are back.">
      {deciding.map((organization) => (
        <MyAbsence key={organization.name} organization={organization} />
      ))}
    </Section>
  );
}
