import Link from "next/link";
import { EntryFrame } from "./entry-frame.tsx";

/** Where links would be asked for, when no mail server is set up. */
export function MailUnavailable({ title }: { readonly title: string }) {
  return (
    <EntryFrame
      title={title}
      description="No mail server is set up here, so no link can be sent. Ask an owner or admin of your organization: they can show you an invitation's link."
      footer={<Link href="/sign-in">Sign in with a password</Link>}
    />
  );
}
