import { findUserByEmail, type HeldInvitation } from "@countersign/db";
import type { Outcome } from "../configuration/outcome.ts";
import { linkOver } from "../people/link-over.ts";
import type { PeopleDeps } from "../people/verify-password.ts";
import { presentedInvitation } from "./invitation-token.ts";

export interface ReadInvitation extends HeldInvitation {
  /**
   * Whether the address has an account: then its holder signs in to accept. Null where the link doesn't prove the
   * mailbox, since whoever invites would learn who has an account.
   */
  readonly hasAccount: boolean | null;
}

/** What an invitation's link leads to, also when it is over. Changes nothing. Refuses text that was never a link. */
export async function readInvitation(
  deps: PeopleDeps,
  input: { readonly token: string },
): Promise<Outcome<ReadInvitation>> {
  const presented = await presentedInvitation(deps, input.token);
  if (!presented) return linkOver();
  const { invitation, provesMailbox } = presented;
  const hasAccount = provesMailbox
    ? (await deps.db.global((scope) => findUserByEmail(scope, invitation.email))) !== null
    : null;
  return { ok: true, value: { ...invitation, hasAccount } };
}
