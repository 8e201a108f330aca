import { SlackSettings } from "#features/slack/slack-settings.tsx";

export const metadata = { title: "Slack" };

export default function SlackPage() {
  return <SlackSettings />;
}
