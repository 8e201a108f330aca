import { DecideByLink } from "#features/decide/decide-by-link.tsx";
import { LinkOver } from "#features/sign-in/link-over.tsx";
import { answerOf, pageCaller } from "#server/page-caller.ts";

export const metadata = { title: "Decide a call", robots: { index: false, follow: false }, referrer: "no-referrer" };

interface DecidePageProps {
  readonly params: Promise<{ readonly token: string }>;
}

/** What the link in a mail about an approval leads to. Opening it changes nothing; its buttons do. */
export default async function DecidePage({ params }: DecidePageProps) {
  const { token } = await params;
  const caller = await pageCaller();
  const linked = await answerOf(caller.entry.readApprovalLink({ token }));
  if (!linked.ok) {
    const { title, detail } = linked.refusal;
    return <LinkOver title={title} detail={detail} action={{ href: "/sign-in", label: "Go to sign in" }} />;
  }
  return <DecideByLink token={token} approval={linked.value} />;
}
