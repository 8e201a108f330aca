import Link from "next/link";
import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import { LinkRequestForm } from "#features/sign-in/link-request-form.tsx";
import { MailUnavailable } from "#features/sign-in/mail-unavailable.tsx";
import { type NextParams, nextOf } from "#features/sign-in/next-param.ts";
import { services } from "#server/services.ts";

export const metadata = { title: "Set a new password" };

export default async function ForgotPage({ searchParams }: NextParams) {
  const { path, query } = await nextOf(searchParams);
  if (services().settings.SMTP_URL === undefined) return <MailUnavailable title="Set a new password" />;
  return (
    <EntryFrame
      title="Set a new password"
      description="You get a link with which you choose a new one. Until then the old one stays."
      footer={<Link href={`/sign-in${query}`}>Back to sign in</Link>}
    >
      <LinkRequestForm purpose="password" next={path} submitLabel="Mail me a link" />
    </EntryFrame>
  );
}
