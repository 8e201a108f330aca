import { router } from "../../trpc/init.ts";
import { join } from "./join.ts";
import { readInvitation } from "./read-invitation.ts";
import { readLink } from "./read-link.ts";
import { requestLink } from "./request-link.ts";
import { resetPassword } from "./reset-password.ts";
import { signIn } from "./sign-in.ts";
import { signUp } from "./sign-up.ts";

/** The ways in, for whoever isn't signed in. */
export const entry = router({ join, readInvitation, readLink, requestLink, resetPassword, signIn, signUp });
