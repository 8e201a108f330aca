import type { HeldInvitation } from "@countersign/db";
import { findHeldInvitation } from "@countersign/db";
import { linkToken, linkTokenHash, readLinkToken, Secret } from "@countersign/vault";
import type { PeopleDeps } from "../people/verify-password.ts";

/** How long an invitation can be accepted, ms. */
export const INVITATION_LIFETIME_MS = 7 * 86_400_000;

/** The two links of an invitation. Following the mailed one proves the mailbox, the shown one nothing. */
export function invitationTokens({ masterKey }: Pick<PeopleDeps, "masterKey">, invitationId: string) {
  return {
    mailed: linkToken(masterKey, "invitation-mailed", invitationId),
    shown: linkToken(masterKey, "invitation-shown", invitationId),
  };
}

/** An invitation in the hands of whoever has its link. */
export interface PresentedInvitation {
  readonly invitation: HeldInvitation;
  /** Whether the link came by mail, so that its holder reads that mailbox. */
  readonly provesMailbox: boolean;
}

/** The invitation a link's text stands for, however it stands; null when it is nobody's. */
export async function presentedInvitation(deps: PeopleDeps, token: string): Promise<PresentedInvitation | null> {
  const read = readLinkToken(deps.masterKey, ["invitation-mailed", "invitation-shown"], token);
  if (!read) return null;
  const hash = linkTokenHash(new Secret(token));
  const invitation = await deps.db.byInvitation(hash, (scope) => findHeldInvitation(scope, hash));
  return invitation && { invitation, provesMailbox: read.kind === "invitation-mailed" };
}
