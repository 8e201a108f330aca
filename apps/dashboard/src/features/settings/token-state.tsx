import type { Role } from "@countersign/core";
import { Badge, type BadgeTone } from "@countersign/ui";

/** A token as lists show it. */
export interface Token {
  readonly id: string;
  readonly title: string;
  readonly role: Role;
  readonly personal: "reads" | "decides" | null;
  readonly state: "active" | "expired" | "revoked" | "unbacked";
  readonly issuedBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

const STATES: Readonly<Record<Token["state"], { readonly tone: BadgeTone; readonly words: string }>> = {
  active: { tone: "ok", words: "Active" },
  expired: { tone: "muted", words: "Expired" },
  revoked: { tone: "muted", words: "Revoked" },
  unbacked: { tone: "attention", words: "Stopped with its issuer" },
};

/** Whether a token still works. */
export function TokenStateBadge({ state }: Pick<Token, "state">) {
  return <Badge tone={STATES[state].tone}>{STATES[state].words}</Badge>;
}
