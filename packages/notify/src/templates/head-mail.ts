import type { Mail } from "../mail.ts";
import { writeMail } from "./frame.ts";

export interface HeadMailInput {
  readonly to: string;
  readonly organizationTitle: string;
  /** The day in the organization's time zone, `2026-11-23`. */
  readonly day: string;
  /** Records in the tree that was signed. */
  readonly size: number;
  /** The signed note (C2SP). */
  readonly note: string;
  /** What the note is checked with, `name+id+key`. */
  readonly publicKey: string;
  /** The audit page. */
  readonly url: string;
}

/** Puts the audit's signed head of a day out of the platform's own hands. */
export function headMail({ to, organizationTitle, day, size, note, publicKey, url }: HeadMailInput): Mail {
  return writeMail({
    to,
    subject: `Signed head of ${organizationTitle}'s audit, ${day}`,
    opening: [
      `The audit of ${organizationTitle} holds ${size.toLocaleString("en-US")} records. This is the signed head of their tree.`,
      "Keep this mail: with it, nobody can change, remove or reorder a record that was written before, not even whoever runs the platform, without your being able to tell.",
    ],
    exact: { label: "The head", text: note },
    button: { label: "Open the audit", url },
    closing: [
      "To check: save the head as a file, export the audit, and run: countersign audit verify EXPORT --checkpoint HEAD",
      `The public key: ${publicKey}`,
      "You get this once a day while records are written, since you are an owner.",
    ],
  });
}
