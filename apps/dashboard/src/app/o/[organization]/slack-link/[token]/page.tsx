import { LinkAccount } from "#features/slack/link-account.tsx";

export const metadata = { title: "Link your Slack account", robots: { index: false, follow: false } };

interface LinkPageProps {
  readonly params: Promise<{ readonly token: string }>;
}

/** What the link leads to that Slack shows whoever isn't known yet. Opening it changes nothing; its button does. */
export default async function SlackLinkPage({ params }: LinkPageProps) {
  const { token } = await params;
  return <LinkAccount token={token} />;
}
