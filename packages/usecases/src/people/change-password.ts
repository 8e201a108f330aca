import { findUser, markSignInsForRenewal, revokeOtherSignInSessions, setPasswordHash } from "@countersign/db";
import { hashPassword } from "@countersign/vault";
import { invalidField, type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { passwordProblem } from "./password-rule.ts";
import { recordInOrganizations } from "./record-in-organizations.ts";
import { type PeopleDeps, verifyPassword } from "./verify-password.ts";

export interface PasswordChange {
  readonly userId: string;
  /** The session the change comes from; all others end, and this one gets a new token. */
  readonly sessionId: string;
  /** Not needed by a person who has none. */
  readonly currentPassword: string | null;
  readonly newPassword: string;
}

/**
 * Changes a person's password, or sets their first; their other sessions end. A wrong current password counts as a
 * failed sign-in, so it can't be guessed here either.
 */
export async function changePassword(
  deps: PeopleDeps,
  input: PasswordChange,
): Promise<Outcome<{ readonly endedSessions: number }>> {
  const { userId, newPassword } = input;
  const user = await deps.db.global((scope) => findUser(scope, userId));
  if (!user) return unknownTarget("person");
  const fault = passwordProblem(newPassword);
  if (fault !== null) return invalidField("newPassword", fault);
  if (user.passwordHash !== null) {
    const verified = await verifyPassword(deps, { email: user.email, password: input.currentPassword ?? "", ip: null });
    if (!verified.ok) {
      const detail = "This isn't your current password, or there were too many tries in the last 15 minutes.";
      return invalidField("currentPassword", detail);
    }
    if (newPassword === input.currentPassword) return invalidField("newPassword", "This is the password you have now.");
  }
  const passwordHash = await hashPassword(newPassword);
  const endedSessions = await deps.db.global(async (scope) => {
    await setPasswordHash(scope, userId, passwordHash);
    const ended = await revokeOtherSignInSessions(scope, userId, input.sessionId);
    await markSignInsForRenewal(scope, userId);
    return ended;
  });
  await recordInOrganizations(
    deps,
    { userId, name: user.name },
    {
      kind: "login",
      action: "password.changed",
      detail: { before: { isSet: user.passwordHash !== null }, after: { isSet: true }, endedSessions },
      summary: `${user.name} ${user.passwordHash === null ? "set" : "changed"} their password`,
    },
  );
  return { ok: true, value: { endedSessions } };
}
