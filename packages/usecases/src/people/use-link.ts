import { newId } from "@countersign/contracts";
import {
  clearPasswordHash,
  findUserByEmail,
  insertUser,
  type PlainScope,
  removeAllPasskeys,
  revokeOtherSignInSessions,
  setPasswordHash,
  setUserVerified,
  type UserRow,
} from "@countersign/db";
import {
  type EmailLinkPurpose,
  type EmailLinkRow,
  findUsableEmailLink,
  spendEmailLink,
} from "@countersign/db/channels";
import { hashPassword, linkTokenHash, readLinkToken, Secret } from "@countersign/vault";
import { invalidField, type Outcome } from "../configuration/outcome.ts";
import { linkOver } from "./link-over.ts";
import { passwordProblem } from "./password-rule.ts";
import { recordInOrganizations } from "./record-in-organizations.ts";
import type { PeopleDeps } from "./verify-password.ts";

/** What a mailed link is for, without using it. Refuses what can't be used. */
export async function readLink(
  deps: PeopleDeps,
  input: { readonly token: string },
): Promise<Outcome<Pick<EmailLinkRow, "email" | "purpose">>> {
  const hash = hashOf(deps, input.token);
  const link = hash === null ? null : await deps.db.global((scope) => findUsableEmailLink(scope, hash));
  return link ? { ok: true, value: link } : linkOver();
}

/** Uses a link up and says who may sign in with it. */
export function signInByLink(deps: PeopleDeps, input: { readonly token: string }): Promise<Outcome<UserRow>> {
  return useLink(deps, { token: input.token, purpose: "sign_in" }, async (scope, email) => {
    const user = await findUserByEmail(scope, email);
    if (!user) return linkOver();
    await claimMailbox(scope, user);
    return { ok: true, value: user };
  });
}

export interface SignUpInput {
  readonly token: string;
  readonly name: string;
  /** Without one the person signs in by e-mail link. */
  readonly password?: string;
}

/** Uses a link up and makes the account of its address. */
export async function signUp(deps: PeopleDeps, input: SignUpInput): Promise<Outcome<UserRow>> {
  const name = input.name.trim();
  if (name === "") return invalidField("name", "Say how others should call you.");
  const problem = input.password === undefined ? null : passwordProblem(input.password);
  if (problem !== null) return invalidField("password", problem);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  return useLink(deps, { token: input.token, purpose: "sign_up" }, async (scope, email) => {
    const user = await insertUser(scope, { id: newId("user"), email, name, passwordHash, isVerified: true });
    // Somebody made the account since the link was sent, by an invitation for instance: then a sign-in link is due.
    return user ? { ok: true, value: user } : linkOver();
  });
}

/** Uses a link up and sets a new password. Every session of the person ends; the record of it goes to their organizations. */
export async function resetPassword(
  deps: PeopleDeps,
  input: { readonly token: string; readonly password: string },
): Promise<Outcome<UserRow>> {
  const problem = passwordProblem(input.password);
  if (problem !== null) return invalidField("password", problem);
  const passwordHash = await hashPassword(input.password);
  const reset = await useLink<UserRow>(deps, { token: input.token, purpose: "password" }, async (scope, email) => {
    const user = await findUserByEmail(scope, email);
    if (!user) return linkOver();
    await claimMailbox(scope, user);
    await setPasswordHash(scope, user.id, passwordHash);
    await revokeOtherSignInSessions(scope, user.id, null);
    return { ok: true, value: user };
  });
  if (reset.ok) {
    const { id: userId, name } = reset.value;
    const summary = `${name} set a new password by e-mail link`;
    await recordInOrganizations(deps, { userId, name }, { kind: "login", action: "login.password", summary });
  }
  return reset;
}

/**
 * The first proof that a mailbox is theirs. Whoever made the account before, by a link that somebody passed on, may be
 * somebody else: their password, passkeys and sessions end.
 */
async function claimMailbox(scope: PlainScope, user: UserRow): Promise<void> {
  if (user.verifiedAt === null) {
    await clearPasswordHash(scope, user.id);
    await removeAllPasskeys(scope, user.id);
    await revokeOtherSignInSessions(scope, user.id, null);
  }
  await setUserVerified(scope, user.id);
}

async function useLink<T>(
  deps: PeopleDeps,
  { token, purpose }: { readonly token: string; readonly purpose: EmailLinkPurpose },
  work: (scope: PlainScope, email: string) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const hash = hashOf(deps, token);
  if (hash === null) return linkOver();
  return deps.db.global(async (scope) => {
    const link = await spendEmailLink(scope, hash, purpose);
    return link ? work(scope, link.email) : linkOver();
  });
}

function hashOf(deps: PeopleDeps, token: string): string | null {
  return readLinkToken(deps.masterKey, ["email-link"], token) ? linkTokenHash(new Secret(token)) : null;
}
