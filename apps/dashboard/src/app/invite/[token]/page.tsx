import { buttonClass } from "@countersign/ui";
import Link from "next/link";
import { AcceptButton } from "#features/invite/accept-button.tsx";
import { JoinForm } from "#features/invite/join-form.tsx";
import { OVER } from "#features/invite/over.ts";
import { SwitchPerson } from "#features/invite/switch-person.tsx";
import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import { LinkOver } from "#features/sign-in/link-over.tsx";
import { getActor } from "#server/auth/get-actor.ts";
import { answerOf, pageCaller } from "#server/page-caller.ts";
import { services } from "#server/services.ts";

export const metadata = { title: "Invitation", robots: { index: false, follow: false } };

interface InvitePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

/** What an invitation's link leads to. Opening it changes nothing; its button does. */
export default async function InvitePage({ params }: InvitePageProps) {
  const { token } = await params;
  const caller = await pageCaller();
  const read = await answerOf(caller.entry.readInvitation({ token }));
  const home = { href: "/", label: "Go to Countersign" };
  if (!read.ok) return <LinkOver title={read.refusal.title} detail={read.refusal.detail} action={home} />;
  const { state, email, role, organizationTitle, invitedByName, hasAccount } = read.value;
  if (state !== "open") {
    const over = OVER[state];
    return <LinkOver title={over.title} detail={over.detail(organizationTitle)} action={home} />;
  }
  const actor = await getActor();
  const path = `/invite/${token}`;
  const signInPath = `/sign-in?next=${encodeURIComponent(path)}`;
  const title = `Join ${organizationTitle}`;
  const description = (
    <>
      {invitedByName} invites <strong>{email}</strong> as {role}.
    </>
  );
  if (actor?.email === email) {
    return (
      <EntryFrame title={title} description={description}>
        <AcceptButton token={token} organizationTitle={organizationTitle} />
      </EntryFrame>
    );
  }
  if (actor) {
    return (
      <EntryFrame
        title={title}
        description={
          <>
            {description} You are signed in as <strong>{actor.email}</strong>.
          </>
        }
        footer={<Link href="/">Stay signed in and leave the invitation</Link>}
      >
        <SwitchPerson path={path} />
      </EntryFrame>
    );
  }
  if (hasAccount === true) {
    return (
      <EntryFrame title={title} description={<>{description} This address has an account: sign in to accept.</>}>
        <Link className={buttonClass("primary")} href={signInPath}>
          Sign in to accept
        </Link>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame
      title={title}
      description={description}
      footer={
        hasAccount === null ? (
          <span>
            Have an account with this address? <Link href={signInPath}>Sign in to accept</Link>
          </span>
        ) : null
      }
    >
      <JoinForm
        token={token}
        email={email}
        organizationTitle={organizationTitle}
        needsPassword={services().settings.SMTP_URL === undefined}
      />
    </EntryFrame>
  );
}
