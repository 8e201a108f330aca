import { createHash, randomBytes } from "node:crypto";
import { newId } from "@countersign/contracts";
import { findSignedIn, insertSignInSession, revokeSignInToken, touchSignInSession } from "@countersign/db";
import type { Services } from "../services.ts";
import type { Actor } from "./actor.ts";
import { SESSION_MS } from "./session-cookie.ts";

/** Where a sign-in comes from. */
export interface SignInOrigin {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const TOKEN_BYTES = 32;
const LONGEST_USER_AGENT = 300;

/** Opens a session for a person. The token goes into the cookie; only its SHA-256 is kept. */
export async function openSession(services: Services, userId: string, origin: SignInOrigin): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  await services.db.global((scope) =>
    insertSignInSession(scope, {
      id: newId("signInSession"),
      tokenHash: hashOf(token),
      userId,
      ip: origin.ip,
      userAgent: origin.userAgent?.slice(0, LONGEST_USER_AGENT) ?? null,
      lifetimeMs: SESSION_MS,
    }),
  );
  return token;
}

/** The person behind a session token, or null when it is unknown, expired or revoked. */
export async function readSession(services: Services, token: string): Promise<Extract<Actor, { kind: "user" }> | null> {
  const signedIn = await services.db.global(async (scope) => {
    const found = await findSignedIn(scope, hashOf(token));
    if (found) await touchSignInSession(scope, found.sessionId);
    return found;
  });
  if (!signedIn) return null;
  const { userId, name, email, sessionId } = signedIn;
  return { kind: "user", userId, name, email, sessionId };
}

/** Ends a session; its cookie is worth nothing from then on. */
export async function closeSession(services: Services, token: string): Promise<void> {
  await services.db.global((scope) => revokeSignInToken(scope, hashOf(token)));
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
