import { isTypedId } from "../ids.ts";

/** The ways people are reached outside the dashboard. */
export const CHANNELS = ["email", "slack", "webhook", "push"] as const;
export type Channel = (typeof CHANNELS)[number];

/** One message: to whom, on which channel. */
export interface DeliveryTarget {
  readonly channel: Channel;
  /** A person's user id, an e-mail address of nobody who may decide, `#channel` or `@user` of Slack, a webhook's name. */
  readonly target: string;
}

/** Somebody who may decide. */
export interface Voter {
  readonly userId: string;
  /** Lower case. */
  readonly email: string;
}

/** What holds where nothing is said. */
const USUALLY: readonly string[] = ["web"];

/**
 * To whom an approval is told, from the channels its rules and groups name: `email:members` reaches everybody who may
 * decide it. So does `web`, by push: the inbox shows it anyway. `push` is another word for it. Sorted, each once.
 */
export function deliveryTargets(notify: readonly string[], voters: readonly Voter[]): DeliveryTarget[] {
  const targets = new Map<string, DeliveryTarget>();
  for (const name of notify.length === 0 ? USUALLY : notify) {
    for (const found of targetsOf(name, voters)) targets.set(`${found.channel} ${found.target}`, found);
  }
  return [...targets.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target);
}

function targetsOf(name: string, voters: readonly Voter[]): DeliveryTarget[] {
  if (name === "web") return targetsOf("push", voters);
  const colon = name.indexOf(":");
  const channel = CHANNELS.find((known) => known === (colon < 0 ? name : name.slice(0, colon)));
  const rest = colon < 0 ? "" : name.slice(colon + 1);
  if (!channel) return [];
  if (channel === "push" || rest === "members") return voters.map(({ userId }) => ({ channel, target: userId }));
  if (channel !== "email") return [{ channel, target: rest }];
  const address = rest.toLowerCase();
  return [{ channel, target: voters.find(({ email }) => email === address)?.userId ?? address }];
}

/** Why a message is sent. Each is sent at most once for each approval, channel and target. */
export type Occasion =
  | { readonly kind: "asked" }
  /** The arguments were edited: earlier votes are void. */
  | { readonly kind: "revised"; readonly revision: number }
  /** Others are asked too, since nobody decided for so long. */
  | { readonly kind: "escalated"; readonly afterMs: number }
  | { readonly kind: "reminded"; readonly step: number }
  /** So many owners break the glass: from the second on the call is let through. */
  | { readonly kind: "glass"; readonly step: number }
  /** The agent asks so much at once that this tells of many approvals; the how manieth one for this approval. */
  | { readonly kind: "flood"; readonly step: number }
  /** This person (user id) stands in for somebody who was asked. */
  | { readonly kind: "delegated"; readonly to: string }
  /** It has come into a state; told to webhooks, and to whoever was asked by mail. */
  | { readonly kind: "became"; readonly state: string };

/** An occasion as it is stored. */
export function writeOccasion(occasion: Occasion): string {
  switch (occasion.kind) {
    case "asked":
      return "asked";
    case "revised":
      return `revised:${occasion.revision}`;
    case "escalated":
      return `escalated:${occasion.afterMs}`;
    case "reminded":
      return `reminded:${occasion.step}`;
    case "glass":
      return `glass:${occasion.step}`;
    case "flood":
      return `flood:${occasion.step}`;
    case "delegated":
      return `delegated:${occasion.to}`;
    case "became":
      return `became:${occasion.state}`;
  }
}

/** Reads a stored occasion. Null for text that isn't one. */
export function readOccasion(text: string): Occasion | null {
  const [kind, rest = ""] = text.split(":");
  const number = /^[1-9]\d{0,11}$/.test(rest) ? Number(rest) : null;
  if (text === "asked") return { kind: "asked" };
  if (kind === "became" && /^[a-z]+$/.test(rest)) return { kind, state: rest };
  if (kind === "revised" && number !== null) return { kind, revision: number };
  if (kind === "escalated" && number !== null) return { kind, afterMs: number };
  if (kind === "delegated" && isTypedId("user", rest)) return { kind, to: rest };
  if (kind === "flood" && number !== null) return { kind, step: number };
  if (kind === "glass" && number !== null) return { kind, step: number };
  if (kind === "reminded" && number !== null) return { kind, step: number };
  return null;
}
