import { z } from "zod";

export const PASSWORD_HINT = "At least 12 characters. A sentence of your own is easy to keep.";

/** A new password, as the server wants it. */
export const newPassword = z
  .string()
  .min(12, { error: "A password has at least 12 characters." })
  .max(1024, { error: "A password has at most 1,024 characters." });

/** The same where it may be left out. */
export const optionalPassword = z.union([z.literal(""), newPassword], {
  error: "A password has at least 12 characters. Leave it empty to sign in by e-mail link.",
});
