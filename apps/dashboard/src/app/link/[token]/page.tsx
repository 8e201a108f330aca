import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import { LinkOver } from "#features/sign-in/link-over.tsx";
import { LinkSignIn } from "#features/sign-in/link-sign-in.tsx";
import { NewPasswordForm } from "#features/sign-in/new-password-form.tsx";
import { SignUpForm } from "#features/sign-up/sign-up-form.tsx";
import { answerOf, pageCaller } from "#server/page-caller.ts";

export const metadata = { title: "Your link", robots: { index: false, follow: false } };

interface LinkPageProps {
  readonly params: Promise<{ readonly token: string }>;
}

/** What a mailed link leads to. Opening it changes nothing; its button does. */
export default async function LinkPage({ params }: LinkPageProps) {
  const { token } = await params;
  const caller = await pageCaller();
  const link = await answerOf(caller.entry.readLink({ token }));
  if (!link.ok) {
    const { title, detail } = link.refusal;
    return <LinkOver title={title} detail={detail} action={{ href: "/sign-in", label: "Go to sign in" }} />;
  }
  const { email, purpose } = link.value;
  if (purpose === "sign_up") {
    return (
      <EntryFrame title="Create your account" description={<>For {email}. Next you name your organization.</>}>
        <SignUpForm token={token} email={email} />
      </EntryFrame>
    );
  }
  if (purpose === "password") {
    return (
      <EntryFrame
        title="Set a new password"
        description={<>For {email}. You are then signed out on every other device.</>}
      >
        <NewPasswordForm token={token} email={email} />
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title="Sign in" description="One press, and you are in. The link works once.">
      <LinkSignIn token={token} email={email} />
    </EntryFrame>
  );
}
