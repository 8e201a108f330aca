import { EmptyState, ErrorState } from "@countersign/ui";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { KeepFresh } from "#features/mail/keep-fresh.tsx";
import { MailList } from "#features/mail/mail-list.tsx";
import { getActor } from "#server/auth/get-actor.ts";
import { readMails } from "#server/mail/read-mails.ts";
import { services } from "#server/services.ts";

export const metadata = { title: "Mail" };

/** What the demo's agents really sent. It exists only where mail goes to the local sink. */
export default async function MailPage() {
  const { DEV_MAIL_URL } = services().settings;
  if (!DEV_MAIL_URL) notFound();
  if (!(await getActor())) redirect("/sign-in?next=/dev/mail");
  const mails = await readMails(DEV_MAIL_URL);
  return (
    <main className="mx-auto max-w-[760px] px-4 py-6">
      <KeepFresh />
      <p className="muted mt-0">
        <Link href="/">Countersign</Link>
      </p>
      <h1 className="mb-2">Mail</h1>
      <p className="muted mt-0 mb-6">
        Every mail of this installation lands here instead of going out. Each delivery is shown once, as it came.
      </p>
      {mails === null ? (
        <ErrorState title="The mail sink doesn't answer.">
          Start the demo tools; the page then fills by itself.
        </ErrorState>
      ) : mails.length === 0 ? (
        <EmptyState title="No mail yet">
          Approve a call that sends one, and it appears here within a few seconds.
        </EmptyState>
      ) : (
        <MailList mails={mails} />
      )}
    </main>
  );
}
