import { randomUUID } from "node:crypto";
import { refusal } from "@countersign/contracts";
import { clearSignInAttempts, type Db, findUserByEmail, noteSignInAttempt, type UserRow } from "@countersign/db";
import { deriveKey, verifyPassword as isRightPassword, keyedHash, type Secret } from "@countersign/vault";
import type { Outcome } from "../configuration/outcome.ts";
import { addressGroup } from "./address-group.ts";
import { normalEmail } from "./normal-email.ts";

export interface PeopleDeps {
  readonly db: Db;
  readonly masterKey: Secret;
}

export interface PasswordCheck {
  readonly email: string;
  readonly password: string;
  /** The address the try came from; null when unknown. */
  readonly ip: string | null;
  /**
   * Told once in a while when the tries for somebody's account reach their bound. It must not delay the answer, which
   * would show that there is such a person.
   */
  readonly onHeld?: (user: UserRow) => void;
}

/** How many failed tries an account or an address has within the window. */
export const SIGN_IN_BOUND = { tries: 10, windowMs: 15 * 60_000 } as const;

/**
 * Whether an e-mail address and a password go together. Every refusal reads the same and takes the same work: unknown
 * person, wrong password and too many tries can't be told apart.
 */
export async function verifyPassword(deps: PeopleDeps, input: PasswordCheck): Promise<Outcome<UserRow>> {
  const email = normalEmail(input.email);
  const subjects = [`account:${email ?? ""}`, ...(input.ip === null ? [] : [`address:${addressGroup(input.ip)}`])];
  const key = deriveKey(deps.masterKey, "sign-in-attempts");
  const attempts = subjects.map((subject) => ({ id: randomUUID(), subjectHash: keyedHash(key, subject) }));
  const { user, tries } = await deps.db.global(async (scope) => ({
    tries: await noteSignInAttempt(scope, attempts, SIGN_IN_BOUND.windowMs),
    user: email === null ? null : await findUserByEmail(scope, email),
  }));
  const isHeld = tries > SIGN_IN_BOUND.tries;
  if (user && tries === SIGN_IN_BOUND.tries + 1) input.onHeld?.(user);
  const isRight = await isRightPassword(isHeld ? null : (user?.passwordHash ?? null), input.password);
  if (!isRight || !user) {
    const detail = "E-mail and password don't go together, or there were too many tries in the last 15 minutes.";
    return { ok: false, refusal: refusal("auth.signin.failed", detail) };
  }
  // Only failures count: someone who signs in often isn't guessing.
  await deps.db.global((scope) =>
    clearSignInAttempts(
      scope,
      attempts.map((attempt) => attempt.id),
    ),
  );
  return { ok: true, value: user };
}
