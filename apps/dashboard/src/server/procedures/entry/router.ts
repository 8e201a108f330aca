import { router } from "../../trpc/init.ts";
import { askPasskey } from "./ask-passkey.ts";
import { decideByLink } from "./decide-by-link.ts";
import { join } from "./join.ts";
import { readApprovalLink } from "./read-approval-link.ts";
import { readInvitation } from "./read-invitation.ts";
import { readLink } from "./read-link.ts";
import { requestLink } from "./request-link.ts";
import { resetPassword } from "./reset-password.ts";
import { signIn } from "./sign-in.ts";
import { signInByPasskey } from "./sign-in-by-passkey.ts";
import { signUp } from "./sign-up.ts";

/** The ways in, for whoever isn't signed in. */
export const entry = router({
  askPasskey,
  decideByLink,
  join,
  readApprovalLink,
  readInvitation,
  readLink,
  requestLink,
  resetPassword,
  signIn,
  signInByPasskey,
  signUp,
});
