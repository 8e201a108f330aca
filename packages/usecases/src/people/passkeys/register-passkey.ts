import { newId, refusal } from "@countersign/contracts";
import {
  askPasskeyChallenge,
  findUser,
  insertPasskey,
  listPasskeys,
  spendPasskeyChallenge,
  type UserRow,
} from "@countersign/db";
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { invalidField, type Outcome, unknownTarget } from "../../configuration/outcome.ts";
import { recordInOrganizations } from "../record-in-organizations.ts";
import { type PeopleDeps, verifyPassword } from "../verify-password.ts";
import { askedOf, PASSKEY_CHALLENGE_MS, type RelyingParty } from "./relying-party.ts";

const MOST_PASSKEYS = 20;

export interface PasskeyAsk {
  readonly userId: string;
  /** The session that asks; only in it the answer counts. */
  readonly sessionId: string;
  /** Not needed by a person who has none. */
  readonly currentPassword: string | null;
  readonly party: RelyingParty;
}

/**
 * Asks a signed-in person's authenticator to make a passkey. Their password is asked for, so that whoever got hold of
 * a session alone can't make a way in of their own.
 */
export async function askPasskey(
  deps: PeopleDeps,
  { userId, sessionId, currentPassword, party }: PasskeyAsk,
): Promise<Outcome<PublicKeyCredentialCreationOptionsJSON>> {
  const { user, passkeys } = await deps.db.global(async (scope) => ({
    user: await findUser(scope, userId),
    passkeys: await listPasskeys(scope, userId),
  }));
  if (!user) return unknownTarget("person");
  if (!(await isPassword(deps, user, currentPassword))) {
    const detail = "This isn't your current password, or there were too many tries in the last 15 minutes.";
    return invalidField("currentPassword", detail);
  }
  if (passkeys.length >= MOST_PASSKEYS) {
    return invalidField("name", `You have ${MOST_PASSKEYS} passkeys, which is the most. Remove one you don't use.`);
  }
  const options = await generateRegistrationOptions({
    rpName: "Countersign",
    rpID: party.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.email,
    userDisplayName: user.name,
    timeout: PASSKEY_CHALLENGE_MS,
    excludeCredentials: passkeys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    // It is found without naming anybody, and counts for the password it stands for.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await deps.db.global((scope) =>
    askPasskeyChallenge(scope, {
      askedOf: askedOf({ sessionId }),
      challenge: options.challenge,
      lifetimeMs: PASSKEY_CHALLENGE_MS,
    }),
  );
  return { ok: true, value: options };
}

export interface PasskeyRegistration {
  readonly userId: string;
  readonly sessionId: string;
  /** What its person calls it. */
  readonly name: string;
  readonly response: RegistrationResponseJSON;
  readonly party: RelyingParty;
}

/** Keeps the passkey that an authenticator made when asked to; the record of it goes to the person's organizations. */
export async function registerPasskey(
  deps: PeopleDeps,
  { userId, sessionId, name, response, party }: PasskeyRegistration,
): Promise<Outcome<{ readonly id: string }>> {
  const { user, challenge } = await deps.db.global(async (scope) => ({
    user: await findUser(scope, userId),
    challenge: await spendPasskeyChallenge(scope, askedOf({ sessionId })),
  }));
  if (!user) return unknownTarget("person");
  const made = challenge === null ? null : await madePasskey(response, challenge, party);
  if (!made) return notKept("It wasn't made for this page, or you took longer than five minutes.");
  const id = newId("passkey");
  const { credential } = made;
  const isKept = await deps.db.global((scope) =>
    insertPasskey(scope, {
      id,
      userId,
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: BigInt(credential.counter),
      transports: response.response.transports ?? [],
      name,
    }),
  );
  if (!isKept) return notKept("It is registered already.");
  await recordInOrganizations(
    deps,
    { userId, name: user.name },
    {
      kind: "login",
      action: "passkey.added",
      detail: { before: null, after: { id, name } },
      summary: `${user.name} added the passkey ${name}`,
    },
  );
  return { ok: true, value: { id } };
}

async function madePasskey(response: RegistrationResponseJSON, challenge: string, party: RelyingParty) {
  try {
    const made = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    });
    return made.verified ? made.registrationInfo : null;
  } catch {
    // Whatever was wrong with it was written by whoever sent it.
    return null;
  }
}

async function isPassword(deps: PeopleDeps, user: UserRow, password: string | null): Promise<boolean> {
  if (user.passwordHash === null) return true;
  return (await verifyPassword(deps, { email: user.email, password: password ?? "", ip: null })).ok;
}

function notKept(detail: string): Outcome<never> {
  return { ok: false, refusal: refusal("auth.passkey.refused", `The passkey wasn't kept. ${detail}`) };
}
