import Link from "next/link";
import { redirect } from "next/navigation";
import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import { LinkRequestForm } from "#features/sign-in/link-request-form.tsx";
import { MailUnavailable } from "#features/sign-in/mail-unavailable.tsx";
import { type NextParams, nextOf } from "#features/sign-in/next-param.ts";
import { getActor } from "#server/auth/get-actor.ts";
import { services } from "#server/services.ts";

export const metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: NextParams) {
  const { path, query } = await nextOf(searchParams);
  if (await getActor()) redirect(path);
  if (services().settings.SMTP_URL === undefined) return <MailUnavailable title="Create an account" />;
  return (
    <EntryFrame
      title="Create an account"
      description="Your address first: you get a link that goes on from there."
      footer={
        <span>
          Have one already? <Link href={`/sign-in${query}`}>Sign in</Link>
        </span>
      }
    >
      <LinkRequestForm purpose="sign_up" next={path} submitLabel="Mail me a link" />
    </EntryFrame>
  );
}
