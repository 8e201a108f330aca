import type { Mail } from "../mail.ts";
import { writeMail } from "./frame.ts";

export interface LinkMailInput {
  readonly to: string;
  readonly url: string;
  /** How long the link can be used, in minutes. */
  readonly minutes: number;
}

const IGNORE = "If you didn't ask for this, you can ignore this mail: nothing happens unless the link is followed.";

/** The link with which somebody signs in. */
export function signInMail({ to, url, minutes }: LinkMailInput): Mail {
  return writeMail({
    to,
    subject: "Sign in to Countersign",
    opening: ["Follow the link to sign in with this address."],
    button: { label: "Sign in", url },
    closing: [`The link works once, within ${minutes} minutes.`, IGNORE],
  });
}

/** The link with which somebody without an account makes one. */
export function signUpMail({ to, url, minutes }: LinkMailInput): Mail {
  return writeMail({
    to,
    subject: "Create your Countersign account",
    opening: [
      "This address was entered on Countersign, and there is no account with it yet. Follow the link to create one.",
    ],
    button: { label: "Create your account", url },
    closing: [`The link works once, within ${minutes} minutes.`, IGNORE],
  });
}

/** The link with which somebody sets a new password. */
export function passwordMail({ to, url, minutes }: LinkMailInput): Mail {
  return writeMail({
    to,
    subject: "Set a new Countersign password",
    opening: ["Follow the link to set a new password. You are then signed out everywhere else."],
    button: { label: "Set a new password", url },
    closing: [`The link works once, within ${minutes} minutes.`, `${IGNORE} Your password stays as it is.`],
  });
}
