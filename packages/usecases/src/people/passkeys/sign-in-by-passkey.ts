import { randomBytes } from "node:crypto";
import {
  askPasskeyChallenge,
  findPasskey,
  findUser,
  type PasskeyRow,
  spendPasskeyChallenge,
  type UserRow,
  usePasskey,
} from "@countersign/db";
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import type { Outcome } from "../../configuration/outcome.ts";
import { recordInOrganizations } from "../record-in-organizations.ts";
import type { PeopleDeps } from "../verify-password.ts";
import { askedOf, PASSKEY_CHALLENGE_MS, passkeyRefused, type RelyingParty } from "./relying-party.ts";

export interface PasskeySignInAsk {
  /** What the browser has to bring back with its answer; 256 bits, known to it alone. */
  readonly browser: string;
  readonly options: PublicKeyCredentialRequestOptionsJSON;
}

/** Asks whoever is there to sign by a passkey of theirs. It names nobody, so it tells nobody who has one. */
export async function askPasskeySignIn(deps: PeopleDeps, party: RelyingParty): Promise<PasskeySignInAsk> {
  const browser = randomBytes(32).toString("base64url");
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: "required",
    timeout: PASSKEY_CHALLENGE_MS,
  });
  await deps.db.global((scope) =>
    askPasskeyChallenge(scope, {
      askedOf: askedOf({ browser }),
      challenge: options.challenge,
      lifetimeMs: PASSKEY_CHALLENGE_MS,
    }),
  );
  return { browser, options };
}

export interface PasskeySignIn {
  /** What the browser was given with the question. */
  readonly browser: string;
  readonly response: AuthenticationResponseJSON;
  readonly party: RelyingParty;
  /** The address it came from; null when unknown. */
  readonly ip: string | null;
}

/** Who signed what their browser was asked to sign. The question is used up, whatever the answer to it is. */
export async function signInByPasskey(deps: PeopleDeps, input: PasskeySignIn): Promise<Outcome<UserRow>> {
  const { browser, response, party } = input;
  const { challenge, passkey } = await deps.db.global(async (scope) => ({
    challenge: await spendPasskeyChallenge(scope, askedOf({ browser })),
    passkey: await findPasskey(scope, response.id),
  }));
  if (challenge === null || !passkey || !isOf(passkey, response)) return passkeyRefused();
  const counter = await signedCounter({ response, challenge, party, passkey });
  if (counter === null) return passkeyRefused();
  const { user, isUsed } = await deps.db.global(async (scope) => ({
    user: await findUser(scope, passkey.userId),
    isUsed: await usePasskey(scope, passkey.id, counter),
  }));
  if (!user) return passkeyRefused();
  if (isUsed) return { ok: true, value: user };
  await recordCountedBack(deps, user, { passkey, ip: input.ip });
  return passkeyRefused();
}

/** The authenticator names the person it made the passkey for. */
function isOf(passkey: PasskeyRow, { response }: AuthenticationResponseJSON): boolean {
  return response.userHandle === Buffer.from(passkey.userId).toString("base64url");
}

interface Signed extends Pick<PasskeySignIn, "response" | "party"> {
  readonly challenge: string;
  readonly passkey: PasskeyRow;
}

/** The authenticator's count, where it signed what it was asked to; null where it didn't. */
async function signedCounter({ response, challenge, party, passkey }: Signed): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      // The count is compared where it is kept, so that of two uses beside each other one is refused.
      credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    // Whatever was wrong with it was written by whoever sent it.
    return null;
  }
}

/** Signed by the right key with a count that was seen before: there are two of this passkey, or it was just removed. */
async function recordCountedBack(
  deps: PeopleDeps,
  user: UserRow,
  { passkey, ip }: { readonly passkey: PasskeyRow; readonly ip: string | null },
): Promise<void> {
  await recordInOrganizations(
    deps,
    { userId: user.id, name: user.name },
    {
      kind: "login",
      action: "login.refused",
      summary: `signing in as ${user.name} by the passkey ${passkey.name} was refused: it may have been copied`,
      detail: { ip, passkey: passkey.id },
      actor: { kind: "system", id: null, name: "sign-in" },
    },
  );
}
