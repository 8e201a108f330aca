import { newId } from "@countersign/contracts";
import { findUserByEmail, noteSignInAttempt, type UserRow } from "@countersign/db";
import { deriveKey, keyedHash, Secret, verifyPassword } from "@countersign/vault";
import type { Services } from "../services.ts";

const MOST_TRIES = 10;
const WINDOW_MS = 15 * 60_000;

interface PasswordTry {
  readonly email: string;
  readonly password: string;
  readonly ip: string | null;
}

/**
 * The person whose e-mail and password these are. Null when they don't go together or after ten tries on the account
 * or from the address within 15 minutes. Unknown people take as long as known ones.
 */
export async function checkPassword(services: Services, attempt: PasswordTry): Promise<UserRow | null> {
  const email = attempt.email.trim().toLowerCase();
  const key = deriveKey(new Secret(services.settings.COUNTERSIGN_MASTER_KEY), "sign-in-attempts");
  const subjects = [`email:${email}`, ...(attempt.ip === null ? [] : [`ip:${attempt.ip}`])];
  const tries = await services.db.global((scope) =>
    noteSignInAttempt(
      scope,
      subjects.map((subject) => ({ id: newId("signInSession"), subjectHash: keyedHash(key, subject) })),
      WINDOW_MS,
    ),
  );
  const user = await services.db.global((scope) => findUserByEmail(scope, email));
  const isRight = await verifyPassword(user?.passwordHash ?? null, attempt.password);
  return isRight && tries <= MOST_TRIES ? user : null;
}
