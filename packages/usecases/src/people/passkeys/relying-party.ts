import { createHash } from "node:crypto";
import { refusal } from "@countersign/contracts";
import type { Refused } from "../../configuration/outcome.ts";

/** Whose passkeys they are: browsers sign with one only for pages of this origin and the name it is bound to. */
export interface RelyingParty {
  readonly origin: string;
  readonly id: string;
}

/** How long somebody may take to answer, ms. */
export const PASSKEY_CHALLENGE_MS = 5 * 60_000;

export function relyingPartyOf(dashboardUrl: string): RelyingParty {
  const { origin, hostname } = new URL(dashboardUrl);
  return { origin, id: hostname };
}

/** Binds a challenge to the session it was asked in, or to the browser that nobody is signed in on. */
export function askedOf(whom: { readonly sessionId: string } | { readonly browser: string }): string {
  const text = "sessionId" in whom ? `register:${whom.sessionId}` : `sign-in:${whom.browser}`;
  return createHash("sha256").update(text).digest("hex");
}

/** The one answer to a passkey that can't be used, whatever the reason. */
export function passkeyRefused(): Refused {
  return { ok: false, refusal: refusal("auth.passkey.refused", "This passkey wasn't accepted. Nobody was signed in.") };
}
