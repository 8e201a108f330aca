import { newId } from "@countersign/contracts";
import { createWorkerDb, findUserByEmail, insertUser, type WorkerDb } from "@countersign/db";
import { linkToken, readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { ENTRY_BOUNDS } from "./bound-entry.ts";
import { createUser } from "./create-user.ts";
import { requestLink } from "./request-link.ts";
import { createSignInSession, lookupSignInSession } from "./sign-in-sessions.ts";
import { readLink, resetPassword, signInByLink, signUp } from "./use-link.ts";
import { verifyPassword } from "./verify-password.ts";

const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");
const PASSWORD = "a long enough password";

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

async function makeUser(password = PASSWORD) {
  count += 1;
  const made = await createUser(deps, { email: `person${count}@acme.test`, name: "Ana", password });
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value;
}

/** Asks for a link and reads it as its mailbox would. */
async function mailed(email: string, purpose: "sign_in" | "sign_up" | "password") {
  const asked = await requestLink(deps, { email, purpose });
  if (!asked.ok) throw new Error(asked.refusal.detail);
  const row = await stores.worker.system(({ tx }) =>
    tx.emailLink.findFirstOrThrow({ where: { email: email.toLowerCase() }, orderBy: { id: "desc" } }),
  );
  return { id: row.id, purpose: row.purpose, token: linkToken(masterKey, "email-link", row.id).reveal() };
}

const OVER = { ok: false, refusal: { code: "auth.link.invalid", status: 410 } };

describe("asking", () => {
  test.each([
    ["sign_in", "sign_in"],
    ["sign_up", "sign_in"],
    ["password", "password"],
  ] as const)("who has an account and asks to %s is mailed a link to %s", async (asked, got) => {
    const { email } = await makeUser();
    expect((await mailed(email.toUpperCase(), asked)).purpose).toBe(got);
  });

  test.each(["sign_in", "sign_up", "password"] as const)(
    "who has none and asks to %s is mailed a link to sign up, and answered the same",
    async (asked) => {
      const email = `nobody-${asked}@acme.test`;
      expect((await mailed(email, asked)).purpose).toBe("sign_up");
      const { email: known } = await makeUser();
      expect(await requestLink(deps, { email, purpose: asked })).toEqual(
        await requestLink(deps, { email: known, purpose: asked }),
      );
    },
  );

  test("a mailbox gets a few and no more, whoever asks, and the answer says how long to wait", async () => {
    const email = "flooded@acme.test";
    const asked = await Promise.all(
      Array.from({ length: 20 }, () => requestLink(deps, { email, purpose: "sign_in" as const })),
    );
    expect(asked.filter((one) => one.ok)).toHaveLength(ENTRY_BOUNDS["link.mailbox"]);
    const refused = asked.find((one) => !one.ok);
    expect(refused).toMatchObject({ refusal: { code: "auth.tries.exceeded", status: 429 } });
    expect(refused && !refused.ok && refused.refusal.retryAfterMs).toBeGreaterThan(14 * 60_000);
  });
});

describe("a link", () => {
  test("can be read any number of times and used once, also by many at once", async () => {
    const { id, email } = await makeUser();
    const { token } = await mailed(email, "sign_in");
    for (let round = 0; round < 3; round += 1) {
      expect(await readLink(deps, { token })).toMatchObject({ ok: true, value: { email, purpose: "sign_in" } });
    }
    const used = await Promise.all(Array.from({ length: 5 }, () => signInByLink(deps, { token })));
    expect(used.filter((one) => one.ok)).toMatchObject([{ value: { id } }]);
    expect(await readLink(deps, { token })).toMatchObject(OVER);
  });

  test("is good for its own purpose only", async () => {
    const { email } = await makeUser();
    const { token } = await mailed(email, "sign_in");
    expect(await resetPassword(deps, { token, password: "mallory's own password" })).toMatchObject(OVER);
    expect(await signUp(deps, { token, name: "X" })).toMatchObject(OVER);
    expect(await signInByLink(deps, { token })).toMatchObject({ ok: true });
  });

  test("ends when a newer one is asked for", async () => {
    const { email } = await makeUser();
    const [first, second] = [await mailed(email, "sign_in"), await mailed(email, "sign_in")];
    expect(await signInByLink(deps, { token: first.token })).toMatchObject(OVER);
    expect(await signInByLink(deps, { token: second.token })).toMatchObject({ ok: true });
  });

  test("ends after 15 minutes", async () => {
    const { email } = await makeUser();
    const { id, token } = await mailed(email, "password");
    const rows = await owner.system(
      ({ tx }) => tx.$queryRaw<{ ms: number }[]>`
        UPDATE email_links SET "expiresAt" = now() WHERE id = ${id}
        RETURNING extract(epoch FROM (SELECT "expiresAt" - "createdAt" FROM email_links WHERE id = ${id}))::float8 * 1000 AS ms`,
    );
    expect(rows[0]?.ms).toBe(15 * 60_000);
    expect(await resetPassword(deps, { token, password: PASSWORD })).toMatchObject(OVER);
  });

  test("that nobody was sent is answered like one that is over", async () => {
    const id = newId("emailLink");
    for (const token of ["", "x", `${id}.${"A".repeat(43)}`, linkToken(masterKey, "email-link", id).reveal()]) {
      expect(await signInByLink(deps, { token })).toMatchObject(OVER);
    }
  });
});

describe("signing up", () => {
  test("makes the account of the mailbox, with or without a password", async () => {
    const { token } = await mailed("new@acme.test", "sign_up");
    expect(await signUp(deps, { token, name: " " })).toMatchObject({ refusal: { problems: [{ path: "name" }] } });
    const short = await signUp(deps, { token, name: "Nora", password: "short" });
    expect(short).toMatchObject({ refusal: { problems: [{ path: "password" }] } });
    const made = await signUp(deps, { token, name: "Nora", password: PASSWORD });
    expect(made).toMatchObject({ ok: true, value: { email: "new@acme.test", name: "Nora" } });
    expect(await verifyPassword(deps, { email: "new@acme.test", password: PASSWORD, ip: null })).toMatchObject({
      ok: true,
    });
    const without = await mailed("bare@acme.test", "sign_up");
    expect(await signUp(deps, { token: without.token, name: "B" })).toMatchObject({ value: { passwordHash: null } });
    expect(await verifyPassword(deps, { email: "bare@acme.test", password: "", ip: null })).toMatchObject({
      ok: false,
    });
  });

  test("changes nothing of an account that was made meanwhile", async () => {
    const { token } = await mailed("meanwhile@acme.test", "sign_up");
    await createUser(deps, { email: "meanwhile@acme.test", name: "First", password: PASSWORD });
    expect(await signUp(deps, { token, name: "Second", password: "another long password" })).toMatchObject(OVER);
    expect(await verifyPassword(deps, { email: "meanwhile@acme.test", password: PASSWORD, ip: null })).toMatchObject({
      ok: true,
      value: { name: "First" },
    });
  });
});

describe("a new password", () => {
  test("replaces the old one and ends every session", async () => {
    const user = await makeUser();
    const session = { userId: user.id, userName: user.name, ip: null, userAgent: null };
    const { token: cookie } = await createSignInSession(deps, session);
    const { token } = await mailed(user.email, "password");
    expect(await resetPassword(deps, { token, password: "short" })).toMatchObject({ ok: false });
    expect(await resetPassword(deps, { token, password: "another long password" })).toMatchObject({ ok: true });
    expect(await lookupSignInSession(deps, { token: cookie })).toBeNull();
    const attempt = (password: string) => verifyPassword(deps, { email: user.email, password, ip: null });
    expect(await attempt(PASSWORD)).toMatchObject({ ok: false });
    expect(await attempt("another long password")).toMatchObject({ ok: true });
  });
});

test("who made an account for a mailbox that isn't theirs loses it to the mailbox's owner", async () => {
  const victim = await makeUser();
  const id = newId("user");
  const email = "claimed@acme.test";
  await stores.db.global((scope) =>
    insertUser(scope, { id, email, name: "Mallory", passwordHash: victim.passwordHash, isVerified: false }),
  );
  const { token: cookie } = await createSignInSession(deps, { userId: id, userName: "M", ip: null, userAgent: null });
  const { token } = await mailed(email, "sign_in");
  expect(await signInByLink(deps, { token })).toMatchObject({ ok: true });
  expect(await lookupSignInSession(deps, { token: cookie })).toBeNull();
  expect(await verifyPassword(deps, { email, password: PASSWORD, ip: null })).toMatchObject({ ok: false });
  const user = await stores.db.global((scope) => findUserByEmail(scope, email));
  expect(user).toMatchObject({ passwordHash: null, verifiedAt: expect.any(Date) });
});
