import type { SecretConcern } from "@countersign/core";
import type { BadgeTone } from "@countersign/ui";
import type { SecretView } from "#server/views/secret.ts";

export const KIND_WORDS: Readonly<Record<SecretView["kind"], string>> = {
  agent_key: "Agent key",
  instance_key: "Instance key",
  management_token: "API token",
  connection_credential: "Connection secret",
};

export const STATE_WORDS: Readonly<Record<SecretView["state"], string>> = {
  live: "live",
  expired: "expired",
  revoked: "revoked",
  replaced: "replaced",
};

interface ConcernWords {
  readonly word: string;
  readonly tone: BadgeTone;
  /** What it means and what to do. */
  readonly advice: string;
}

export const CONCERN_WORDS: Readonly<Record<SecretConcern, ConcernWords>> = {
  expires_soon: { word: "expires soon", tone: "danger", advice: "Expires within 14 days. Rotate it before it stops." },
  owner_gone: {
    word: "owner gone",
    tone: "danger",
    advice: "Who answers for it left. Give it an owner, or revoke it.",
  },
  stale: { word: "stale", tone: "attention", advice: "Not used for 90 days. Revoke it if nobody needs it." },
  broad_role: { word: "broad role", tone: "attention", advice: "May do nearly everything. Issue one with less." },
  unrestricted: {
    word: "unrestricted",
    tone: "attention",
    advice: "Works from anywhere, for every connection, for ever. Bound it.",
  },
  never_used: { word: "never used", tone: "muted", advice: "Issued over a week ago and never used." },
  old: { word: "over a year old", tone: "muted", advice: "Rotate secrets at least once a year." },
};

/** Where a secret can be rotated or revoked, under `/o/{organization}`. Pure. */
export function secretPath({ kind, holderId }: Pick<SecretView, "kind" | "holderId">): string {
  if (kind === "management_token") return "/settings/tokens";
  if (kind === "connection_credential") return `/connections/${holderId}`;
  return `/agents/${holderId}?tab=keys`;
}
