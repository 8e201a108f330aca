import { createHash, randomBytes } from "node:crypto";
import { newId } from "@countersign/contracts";
import {
  type Db,
  findSignedIn,
  insertSignInSession,
  listSignInSessions as listRows,
  replaceSignInToken,
  revokeOtherSignInSessions,
  revokeSignInSession as revokeRow,
  revokeSignInToken,
  type SignedIn,
  type SignInSessionRow,
  touchSignInSession,
} from "@countersign/db";
import { recordInOrganizations } from "./record-in-organizations.ts";

/** How long a sign-in lasts, ms. */
export const SIGN_IN_LIFETIME_MS = 30 * 86_400_000;

export interface SignIn {
  readonly userId: string;
  readonly userName: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** Begins a sign-in session; the record of it goes to every organization of the person. The token is shown nowhere else. */
export async function createSignInSession(
  deps: { readonly db: Db },
  input: SignIn,
): Promise<{ readonly sessionId: string; readonly token: string; readonly expiresAt: Date }> {
  const token = randomBytes(32).toString("base64url");
  const sessionId = newId("signInSession");
  const { userId, ip } = input;
  const userAgent = input.userAgent?.slice(0, 400) ?? null;
  const expiresAt = await deps.db.global((scope) =>
    insertSignInSession(scope, {
      id: sessionId,
      tokenHash: hashOf(token),
      userId,
      ip,
      userAgent,
      lifetimeMs: SIGN_IN_LIFETIME_MS,
    }),
  );
  await recordInOrganizations(
    deps,
    { userId, name: input.userName },
    { kind: "login", action: "login.succeeded", detail: { ip }, summary: `${input.userName} signed in` },
  );
  return { sessionId, token, expiresAt };
}

/** Who a session's token belongs to; null when it is unknown, over or revoked. */
export async function lookupSignInSession(
  deps: { readonly db: Db },
  input: { readonly token: string },
): Promise<SignedIn | null> {
  return deps.db.global(async (scope) => {
    const found = await findSignedIn(scope, hashOf(input.token));
    if (found) await touchSignInSession(scope, found.sessionId);
    return found;
  });
}

/** How long a replaced token still counts, ms: for requests that were on their way with it. */
const REPLACED_TOKEN_MS = 20_000;

/**
 * Gives a session whose renewal is due a new token, to be set as the cookie instead of the old one. Null when it isn't
 * due: the token that was presented stays.
 */
export async function renewSignInSession(
  deps: { readonly db: Db },
  input: { readonly token: string },
): Promise<{ readonly token: string } | null> {
  const token = randomBytes(32).toString("base64url");
  const isReplaced = await deps.db.global((scope) =>
    replaceSignInToken(scope, {
      tokenHash: hashOf(input.token),
      newTokenHash: hashOf(token),
      graceMs: REPLACED_TOKEN_MS,
    }),
  );
  return isReplaced ? { token } : null;
}

/** Ends a person's sessions but the one they are in (null: all of them); returns how many ended. */
export function revokeOtherSessions(
  deps: { readonly db: Db },
  input: { readonly userId: string; readonly keptSessionId: string | null },
): Promise<number> {
  return deps.db.global((scope) => revokeOtherSignInSessions(scope, input.userId, input.keptSessionId));
}

/** Ends the session of a token: signing out. False when it had ended. The record of it goes to the organizations. */
export async function endSignInSession(deps: { readonly db: Db }, input: { readonly token: string }): Promise<boolean> {
  const tokenHash = hashOf(input.token);
  const ended = await deps.db.global(async (scope) => {
    const signedIn = await findSignedIn(scope, tokenHash);
    return (await revokeSignInToken(scope, tokenHash)) ? signedIn : null;
  });
  if (!ended) return false;
  const summary = `${ended.name} signed out`;
  await recordInOrganizations(deps, ended, { kind: "login", action: "login.ended", summary });
  return true;
}

/** Ends one of a person's sessions from another one. False when it had ended or isn't theirs. */
export function revokeSignInSession(
  deps: { readonly db: Db },
  input: { readonly userId: string; readonly sessionId: string },
): Promise<boolean> {
  return deps.db.global((scope) => revokeRow(scope, input.userId, input.sessionId));
}

/** A person's living sessions, the last used first. */
export function listSignInSessions(
  deps: { readonly db: Db },
  input: { readonly userId: string },
): Promise<SignInSessionRow[]> {
  return deps.db.global((scope) => listRows(scope, input.userId));
}

/** The token itself has 256 bits of its own: a plain hash can't be guessed back. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
