import { createWorkerDb, listPasskeys, sweepSignIns, type WorkerDb } from "@countersign/db";
import { readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStores, type TestStores } from "../../approvals/test-organization.ts";
import { createUser } from "../create-user.ts";
import { createSignInSession } from "../sign-in-sessions.ts";
import { askPasskey, registerPasskey } from "./register-passkey.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { removePasskey } from "./remove-passkey.ts";
import { askPasskeySignIn, signInByPasskey } from "./sign-in-by-passkey.ts";
import { type Ceremony, TestAuthenticator } from "./test-authenticator.ts";

const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");
const PASSWORD = "a long enough password";
const party = relyingPartyOf("https://countersign.acme.test:8443/");
const REFUSED = { ok: false, refusal: { code: "auth.passkey.refused" } };

let stores: TestStores;
/** Past every wall, to make time pass. */
let owner: WorkerDb;
let deps: { db: TestStores["db"]; masterKey: typeof masterKey };
let count = 0;

beforeAll(async () => {
  stores = await openStores();
  owner = createWorkerDb({ url: stores.database.url, poolSize: 1 });
  deps = { db: stores.db, masterKey };
});
afterAll(async () => {
  await owner.close();
  await stores.close();
});

async function makePerson(secret: { readonly password?: string } = {}) {
  count += 1;
  const made = await createUser(deps, { email: `keyed${count}@acme.test`, name: "Ana", ...secret });
  if (!made.ok) throw new Error(made.refusal.detail);
  const userId = made.value.id;
  const session = { userId, userName: "Ana", ip: null, userAgent: null };
  const { sessionId } = await createSignInSession(deps, session);
  return { userId, sessionId };
}
type Person = Awaited<ReturnType<typeof makePerson>>;

async function asked({ userId, sessionId }: Person, currentPassword: string | null = null): Promise<string> {
  const ask = await askPasskey(deps, { userId, sessionId, currentPassword, party });
  if (!ask.ok) throw new Error(ask.refusal.detail);
  return ask.value.challenge;
}

const honest = (person: Person, challenge: string): Ceremony => ({
  challenge,
  origin: party.origin,
  rpId: party.id,
  userHandle: person.userId,
});

async function keyed() {
  const person = await makePerson();
  const authenticator = new TestAuthenticator();
  const response = authenticator.create(honest(person, await asked(person)));
  const kept = await registerPasskey(deps, { ...person, name: "Phone", response, party });
  if (!kept.ok) throw new Error(kept.refusal.detail);
  return { person, authenticator, passkeyId: kept.value.id };
}

/** Signs in as the browser that was asked does, but for what is made wrong. */
async function signIn(
  { person, authenticator }: { readonly person: Person; readonly authenticator: TestAuthenticator },
  wrong: Partial<Ceremony> = {},
) {
  const { browser, options } = await askPasskeySignIn(deps, party);
  const response = authenticator.get({ ...honest(person, options.challenge), ...wrong });
  const send = () => signInByPasskey(deps, { browser, response, party, ip: null });
  return { send, response, result: await send() };
}

describe("signing in by passkey", () => {
  test("the person of the passkey is signed in, and its last use is known", async () => {
    const made = await keyed();
    const { result } = await signIn(made);
    expect(result).toMatchObject({ ok: true, value: { id: made.person.userId } });
    const [passkey] = await stores.db.global((scope) => listPasskeys(scope, made.person.userId));
    expect(passkey).toMatchObject({ name: "Phone", lastUsedAt: expect.any(Date) });
  });

  test("an answer counts once, and only from the browser that was asked", async () => {
    const made = await keyed();
    const { result, send, response } = await signIn(made);
    expect(result.ok).toBe(true);
    expect(await send()).toMatchObject(REFUSED);
    const other = await askPasskeySignIn(deps, party);
    expect(await signInByPasskey(deps, { browser: other.browser, response, party, ip: null })).toMatchObject(REFUSED);
    // What was tried used the question up, too.
    const right = made.authenticator.get(honest(made.person, other.options.challenge));
    const late = { browser: other.browser, response: right, party, ip: null };
    expect(await signInByPasskey(deps, late)).toMatchObject(REFUSED);
  });

  test.each<[string, Partial<Ceremony>]>([
    ["another page", { origin: "https://countersign.acme.test" }],
    ["a page above it", { origin: "https://acme.test:8443" }],
    ["another name", { rpId: "acme.test" }],
    ["nobody verified", { isVerified: false }],
    ["another person", { userHandle: "usr_other" }],
    ["another question", { challenge: Buffer.from("another").toString("base64url") }],
  ])("what was signed for %s is refused", async (_what, wrong) => {
    const made = await keyed();
    expect((await signIn(made, wrong)).result).toMatchObject(REFUSED);
    expect((await signIn(made)).result.ok).toBe(true);
  });

  test("another key under a known name, and another person's passkey, sign nobody in", async () => {
    const made = await keyed();
    const thief = await keyed();
    const { browser, options } = await askPasskeySignIn(deps, party);
    const forged = thief.authenticator.get(honest(made.person, options.challenge));
    const id = made.authenticator.id.toString("base64url");
    const named = { ...forged, id, rawId: id };
    expect(await signInByPasskey(deps, { browser, response: named, party, ip: null })).toMatchObject(REFUSED);
    const theirs = await signIn({ person: made.person, authenticator: thief.authenticator });
    expect(theirs.result).toMatchObject(REFUSED);
  });

  test("an authenticator's count that doesn't go up is refused, also of two beside each other", async () => {
    const made = await keyed();
    expect((await signIn(made, { counter: 7 })).result.ok).toBe(true);
    expect((await signIn(made, { counter: 7 })).result).toMatchObject(REFUSED);
    expect((await signIn(made, { counter: 6 })).result).toMatchObject(REFUSED);
    expect((await signIn(made, { counter: 0 })).result).toMatchObject(REFUSED);
    const both = await Promise.all([signIn(made, { counter: 8 }), signIn(made, { counter: 8 })]);
    expect(both.filter(({ result }) => result.ok)).toHaveLength(1);
  });

  test("a removed passkey signs nobody in; nobody removes another's", async () => {
    const made = await keyed();
    const other = await makePerson();
    const removal = { userName: "Ana", passkeyId: made.passkeyId };
    expect(await removePasskey(deps, { ...removal, userId: other.userId })).toBe(false);
    expect(await removePasskey(deps, { ...removal, userId: made.person.userId })).toBe(true);
    expect((await signIn(made)).result).toMatchObject(REFUSED);
  });

  test("a question that is five minutes old isn't answered any more, and is swept", async () => {
    const made = await keyed();
    const { browser, options } = await askPasskeySignIn(deps, party);
    await owner.system(({ tx }) => tx.passkeyChallenge.updateMany({ data: { expiresAt: new Date(0) } }));
    const response = made.authenticator.get(honest(made.person, options.challenge));
    expect(await signInByPasskey(deps, { browser, response, party, ip: null })).toMatchObject(REFUSED);
    await askPasskeySignIn(deps, party);
    await owner.system(({ tx }) => tx.passkeyChallenge.updateMany({ data: { expiresAt: new Date(0) } }));
    expect(await stores.worker.system((scope) => sweepSignIns(scope, 60_000))).toBeGreaterThan(0);
  });
});

describe("adding a passkey", () => {
  test("needs the password, and the session that was asked", async () => {
    const person = await makePerson({ password: PASSWORD });
    const wrong = { ...person, currentPassword: "not the password", party };
    expect(await askPasskey(deps, wrong)).toMatchObject({ ok: false, refusal: { code: "request.body.invalid" } });
    const response = new TestAuthenticator().create(honest(person, await asked(person, PASSWORD)));
    const elsewhere = { ...person, sessionId: "sis_other", name: "Phone", response, party };
    expect(await registerPasskey(deps, elsewhere)).toMatchObject(REFUSED);
    expect(await registerPasskey(deps, { ...person, name: "Phone", response, party })).toMatchObject({ ok: true });
    expect(await registerPasskey(deps, { ...person, name: "Phone", response, party })).toMatchObject(REFUSED);
  });

  test.each<[string, Partial<Ceremony>]>([
    ["another page", { origin: "https://countersign.acme.test" }],
    ["another name", { rpId: "acme.test" }],
    ["another question", { challenge: "AAAA" }],
    ["nobody verified", { isVerified: false }],
  ])("one made for %s isn't kept", async (_what, wrong) => {
    const person = await makePerson();
    const response = new TestAuthenticator().create({ ...honest(person, await asked(person)), ...wrong });
    expect(await registerPasskey(deps, { ...person, name: "Phone", response, party })).toMatchObject(REFUSED);
  });

  test("a passkey that is registered can't become somebody else's", async () => {
    const made = await keyed();
    const thief = await makePerson();
    const response = made.authenticator.create(honest(thief, await asked(thief)));
    expect(await registerPasskey(deps, { ...thief, name: "Mine now", response, party })).toMatchObject(REFUSED);
    expect((await signIn(made)).result).toMatchObject({ ok: true, value: { id: made.person.userId } });
  });
});
