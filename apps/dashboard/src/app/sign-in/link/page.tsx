import Link from "next/link";
import { redirect } from "next/navigation";
import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import { LinkRequestForm } from "#features/sign-in/link-request-form.tsx";
import { MailUnavailable } from "#features/sign-in/mail-unavailable.tsx";
import { type NextParams, nextOf } from "#features/sign-in/next-param.ts";
import { getActor } from "#server/auth/get-actor.ts";
import { services } from "#server/services.ts";

export const metadata = { title: "Sign in by e-mail" };

export default async function SignInByLinkPage({ searchParams }: NextParams) {
  const { path, query } = await nextOf(searchParams);
  if (await getActor()) redirect(path);
  if (services().settings.SMTP_URL === undefined) return <MailUnavailable title="Sign in by e-mail" />;
  return (
    <EntryFrame
      title="Sign in by e-mail"
      description="You get a link that signs you in, without a password."
      footer={<Link href={`/sign-in${query}`}>Sign in with a password</Link>}
    >
      <LinkRequestForm purpose="sign_in" next={path} submitLabel="Mail me a link" />
    </EntryFrame>
  );
}
