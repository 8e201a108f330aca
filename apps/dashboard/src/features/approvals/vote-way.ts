import { BY_LINK } from "@countersign/core";

const WAYS: Readonly<Record<string, string>> = {
  web: "on the web",
  slack: "in Slack",
  email: BY_LINK,
  push: "from a notification",
  cli: "on the command line",
  api: "with an API token",
};

/** By which way a vote came, in words. */
export function voteWay(channel: string): string {
  return WAYS[channel] ?? channel;
}
