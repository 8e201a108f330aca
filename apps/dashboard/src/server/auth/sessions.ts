import { lookupSignInSession } from "@countersign/usecases";
import type { Services } from "../services.ts";
import type { Actor } from "./actor.ts";

/** The person behind a session token, or null when it is unknown, expired or revoked. */
export async function readSession({ db }: Services, token: string): Promise<Extract<Actor, { kind: "user" }> | null> {
  const signedIn = await lookupSignInSession({ db }, { token });
  if (!signedIn) return null;
  const { userId, name, email, sessionId, isRenewalDue } = signedIn;
  return { kind: "user", userId, name, email, sessionId, isRenewalDue };
}
