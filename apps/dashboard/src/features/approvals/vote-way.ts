const WAYS: Readonly<Record<string, string>> = {
  web: "on the web",
  slack: "in Slack",
  email: "by e-mail",
  push: "from a notification",
  cli: "on the command line",
  api: "with an API token",
};

/** By which way a vote came, in words. */
export function voteWay(channel: string): string {
  return WAYS[channel] ?? channel;
}
