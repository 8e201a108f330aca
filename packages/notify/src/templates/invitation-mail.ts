import type { Mail } from "../mail.ts";
import { writeMail } from "./frame.ts";

export interface InvitationMailInput {
  readonly to: string;
  readonly url: string;
  readonly organizationTitle: string;
  readonly invitedByName: string;
  /** The role, as it is called in the product. */
  readonly role: string;
  readonly expiresAt: Date;
}

/** Asks somebody into an organization. */
export function invitationMail(input: InvitationMailInput): Mail {
  const { to, url, organizationTitle, invitedByName, role } = input;
  const day = input.expiresAt.toISOString().slice(0, 10);
  return writeMail({
    to,
    subject: `Join ${organizationTitle} on Countersign`,
    opening: [
      `${invitedByName} invites you to ${organizationTitle} on Countersign as ${role}.`,
      "Countersign governs what an organization's AI agents may do: you see what they did, and decide what waits for a person.",
    ],
    button: { label: "See the invitation", url },
    closing: [
      `The invitation works once, until ${day} (UTC), and only for ${to}.`,
      "If you don't know who this is, you can ignore this mail.",
    ],
  });
}
