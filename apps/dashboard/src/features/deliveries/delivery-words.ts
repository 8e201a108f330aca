import { type Channel, readOccasion } from "@countersign/core";
import type { Delivery } from "#server/views/delivery.ts";

export const CHANNEL_TITLES: Readonly<Record<Channel, string>> = {
  email: "E-mail",
  slack: "Slack",
  webhook: "Webhook",
  push: "Push",
};

/** Whom a message is for, in words. */
export function recipientText({ channel, to }: Pick<Delivery, "channel" | "to">): string {
  return `${CHANNEL_TITLES[channel]} to ${to ?? "somebody who has left"}`;
}

/** Why a message is sent, in words. */
export function occasionText(stored: string): string {
  const occasion = readOccasion(stored);
  switch (occasion?.kind) {
    case "asked":
      return "asked";
    case "revised":
      return `asked again after revision ${occasion.revision}`;
    case "escalated":
      return "asked since nobody had decided";
    case "reminded":
      return "reminded";
    case "glass":
      return occasion.step === 1 ? "told that an owner breaks the glass" : "told that owners broke the glass";
    case "flood":
      return "told of many approvals at once";
    case "delegated":
      return "asked in somebody's place";
    case "became":
      return `told that it is ${occasion.state}`;
    case undefined:
      return stored;
  }
}
