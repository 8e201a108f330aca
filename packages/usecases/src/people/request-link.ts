import { newId } from "@countersign/contracts";
import { findUserByEmail } from "@countersign/db";
import { type EmailLinkPurpose, insertEmailLink } from "@countersign/db/channels";
import { linkToken, linkTokenHash } from "@countersign/vault";
import { invalidField, type Outcome } from "../configuration/outcome.ts";
import { boundEntry } from "./bound-entry.ts";
import { normalEmail } from "./normal-email.ts";
import type { PeopleDeps } from "./verify-password.ts";

/** How long a mailed link can be used, ms. */
export const LINK_LIFETIME_MS = 15 * 60_000;

export interface LinkRequest {
  readonly email: string;
  readonly purpose: EmailLinkPurpose;
}

/**
 * Has a link mailed to an address. Who has no account gets one to sign up, whatever they asked for, and who has one
 * never gets that: the answer and the work are the same for all, and only the mailbox tells which it was.
 */
export async function requestLink(deps: PeopleDeps, input: LinkRequest): Promise<Outcome<null>> {
  const email = normalEmail(input.email);
  if (email === null) return invalidField("email", "This isn't an e-mail address.");
  const bounded = await boundEntry(deps, { entry: "link.mailbox", subject: `mailbox:${email}` });
  if (!bounded.ok) return bounded;
  const id = newId("emailLink");
  const tokenHash = linkTokenHash(linkToken(deps.masterKey, "email-link", id));
  await deps.db.global(async (scope) => {
    const user = await findUserByEmail(scope, email);
    const purpose = purposeFor(input.purpose, user !== null);
    await insertEmailLink(scope, { id, tokenHash, email, purpose, lifetimeMs: LINK_LIFETIME_MS });
  });
  return { ok: true, value: null };
}

function purposeFor(asked: EmailLinkPurpose, isKnown: boolean): EmailLinkPurpose {
  if (!isKnown) return "sign_up";
  return asked === "sign_up" ? "sign_in" : asked;
}
