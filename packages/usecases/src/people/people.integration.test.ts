import { type Admission, createAdmission } from "@countersign/admission";
import type { Actor } from "@countersign/contracts";
import { sweepSignIns } from "@countersign/db";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { addMember } from "./add-member.ts";
import { createUser } from "./create-user.ts";
import { issueManagementToken, revokeManagementToken, verifyManagementToken } from "./management-tokens.ts";
import {
  createSignInSession,
  endSignInSession,
  listSignInSessions,
  lookupSignInSession,
  revokeSignInSession,
} from "./sign-in-sessions.ts";
import { SIGN_IN_BOUND, verifyPassword } from "./verify-password.ts";

const actor: Actor = { kind: "user", id: "usr_test", name: "Olivia" };
const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");
const PASSWORD = "a long enough password";

let stores: TestStores;
let redis: TestRedis;
let admission: Admission;
let deps: { db: TestStores["db"]; hot: Admission; masterKey: typeof masterKey };
let count = 0;

beforeAll(async () => {
  stores = await openStores();
  redis = await startRedis({ appendonly: false });
  admission = createAdmission({ redisUrl: redis.url, shards: 1 });
  await admission.ready(10_000);
  deps = { db: stores.db, hot: admission, masterKey };
});
afterAll(async () => {
  await admission.close();
  await redis.close();
  await stores.close();
});

async function makeUser() {
  count += 1;
  const made = await createUser(deps, { email: `ana${count}@acme.test`, name: "Ana", password: PASSWORD });
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value;
}

async function makeOrganization(ownerUserId: string) {
  const made = await createOrganization(deps, { name: `org-${count}`, title: "Org", ownerUserId, actor, shards: 1 });
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value;
}

const attempt = (email: string, password: string, ip: string | null = null) =>
  verifyPassword(deps, { email, password, ip });

describe("passwords", () => {
  test("the right one signs in, however the address is written", async () => {
    const user = await makeUser();
    expect(await attempt(` ${user.email.toUpperCase()} `, PASSWORD)).toMatchObject({
      ok: true,
      value: { id: user.id },
    });
  });

  test("wrong password, unknown person and no address read the same", async () => {
    const user = await makeUser();
    const answers = await Promise.all([
      attempt(user.email, "wrong"),
      attempt("nobody@acme.test", PASSWORD),
      attempt("not an address", PASSWORD),
    ]);
    expect(answers[0]).toMatchObject({ ok: false, refusal: { code: "auth.signin.failed" } });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test("after ten failures the right one is refused too, also when they come at once", async () => {
    const user = await makeUser();
    await Promise.all(Array.from({ length: SIGN_IN_BOUND.tries }, () => attempt(user.email, "wrong")));
    expect(await attempt(user.email, PASSWORD)).toMatchObject({ ok: false });
  });

  test("an address that fails for many people is held, and others aren't", async () => {
    const user = await makeUser();
    for (let index = 0; index < SIGN_IN_BOUND.tries; index += 1) {
      await attempt(`guess${index}@acme.test`, "wrong", "203.0.113.9");
    }
    expect(await attempt(user.email, PASSWORD, "203.0.113.9")).toMatchObject({ ok: false });
    expect(await attempt(user.email, PASSWORD, "203.0.113.10")).toMatchObject({ ok: true });
  });

  test("signing in often isn't guessing", async () => {
    const user = await makeUser();
    for (let index = 0; index <= SIGN_IN_BOUND.tries; index += 1) {
      expect(await attempt(user.email, PASSWORD, "203.0.113.11")).toMatchObject({ ok: true });
    }
  });

  test("no password and no address is kept as it was typed", async () => {
    const user = await makeUser();
    await attempt(user.email, "wrong", "203.0.113.12");
    const rows = await stores.worker.system(({ tx }) => tx.signInAttempt.findMany());
    expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113|acme\.test/);
    expect(user.passwordHash).toMatch(/^\$argon2id\$/);
  });

  test.each(["short", "x".repeat(11)])("%j is too short for a password", async (password) => {
    expect(await createUser(deps, { email: "s@acme.test", name: "S", password })).toMatchObject({ ok: false });
  });

  test("an address belongs to one person", async () => {
    const user = await makeUser();
    expect(await createUser(deps, { email: user.email.toUpperCase(), name: "Eve" })).toMatchObject({ ok: false });
  });
});

describe("sign-in sessions", () => {
  const begin = (userId: string) =>
    createSignInSession(deps, { userId, userName: "Ana", ip: "203.0.113.1", userAgent: "UA" });

  test("a token shows its person until it is ended, and only its hash is kept", async () => {
    const user = await makeUser();
    const { token, sessionId } = await begin(user.id);
    expect(await lookupSignInSession(deps, { token })).toMatchObject({ sessionId, userId: user.id, email: user.email });
    const rows = await stores.worker.system(({ tx }) => tx.signInSession.findMany());
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await endSignInSession(deps, { token })).toBe(true);
    expect(await lookupSignInSession(deps, { token })).toBeNull();
    expect(await endSignInSession(deps, { token })).toBe(false);
  });

  test("one that is gone, or never was, is nobody's", async () => {
    const user = await makeUser();
    const { token, sessionId } = await begin(user.id);
    await stores.worker.system(({ tx }) => tx.$executeRaw`DELETE FROM sign_in_sessions WHERE id = ${sessionId}`);
    expect(await lookupSignInSession(deps, { token })).toBeNull();
    expect(await lookupSignInSession(deps, { token: "made-up" })).toBeNull();
  });

  test("a person ends their other sessions and nobody else's", async () => {
    const [ana, bo] = [await makeUser(), await makeUser()];
    const [one, two] = [await begin(ana.id), await begin(ana.id)];
    expect(await listSignInSessions(deps, { userId: ana.id })).toHaveLength(2);
    expect(await revokeSignInSession(deps, { userId: bo.id, sessionId: one.sessionId })).toBe(false);
    expect(await revokeSignInSession(deps, { userId: ana.id, sessionId: one.sessionId })).toBe(true);
    expect(await lookupSignInSession(deps, { token: one.token })).toBeNull();
    expect(await lookupSignInSession(deps, { token: two.token })).not.toBeNull();
  });

  test("every organization of the person has the record of it", async () => {
    const user = await makeUser();
    const organization = await makeOrganization(user.id);
    await begin(user.id);
    const records = await stores.worker.tenant(organization.id, ({ tx }) => tx.auditOutbox.findMany());
    expect(records.map((row) => row.record)).toContainEqual(
      expect.objectContaining({ kind: "login", action: "login.succeeded", summary: "Ana signed in" }),
    );
  });
});

describe("members", () => {
  test("a person joins once", async () => {
    const [owner, ana] = [await makeUser(), await makeUser()];
    const { id: organizationId } = await makeOrganization(owner.id);
    const join = () => addMember(deps, { organizationId, actor, userId: ana.id, role: "approver" });
    expect(await join()).toMatchObject({ ok: true, value: { role: "approver" } });
    expect(await join()).toMatchObject({ ok: false });
    const stranger = { organizationId, actor, userId: "usr_nobody", role: "admin" } as const;
    expect(await addMember(deps, stranger)).toMatchObject({ ok: false, refusal: { code: "request.target.unknown" } });
  });
});

describe("management tokens", () => {
  test("one verifies until it is revoked, and says whose it is and with which rights", async () => {
    const organization = await makeOrganization((await makeUser()).id);
    const { id: organizationId } = organization;
    const { tokenId, text } = await issueManagementToken(deps, { organizationId, actor, title: "CI", role: "auditor" });
    const verify = () => verifyManagementToken(deps, { text: text.reveal() });
    expect(await verify()).toMatchObject({
      ok: true,
      value: { tokenId, organizationId, role: "auditor", title: "CI" },
    });
    expect(await revokeManagementToken(deps, { organizationId, actor, tokenId })).toMatchObject({ ok: true });
    expect(await verify()).toMatchObject({ ok: false, refusal: { code: "auth.credential.invalid" } });
  });

  test("one that has expired, or is of another master key, isn't accepted", async () => {
    const { id: organizationId } = await makeOrganization((await makeUser()).id);
    const expiresAt = new Date(Date.now() - 1_000);
    const old = await issueManagementToken(deps, { organizationId, actor, title: "old", role: "owner", expiresAt });
    expect(await verifyManagementToken(deps, { text: old.text.reveal() })).toMatchObject({ ok: false });
    const live = await issueManagementToken(deps, { organizationId, actor, title: "live", role: "owner" });
    const other = { ...deps, masterKey: readMasterKey("another master key: 8Jw2kQ9vXz2LpTn7RwB8mY") };
    expect(await verifyManagementToken(other, { text: live.text.reveal() })).toMatchObject({ ok: false });
    expect(await verifyManagementToken(deps, { text: "csm_x" })).toMatchObject({ ok: false });
  });

  test("another organization can't revoke it", async () => {
    const one = await makeOrganization((await makeUser()).id);
    const two = await makeOrganization((await makeUser()).id);
    const { tokenId, text } = await issueManagementToken(deps, {
      organizationId: one.id,
      actor,
      title: "CI",
      role: "owner",
    });
    expect(await revokeManagementToken(deps, { organizationId: two.id, actor, tokenId })).toMatchObject({ ok: false });
    expect(await verifyManagementToken(deps, { text: text.reveal() })).toMatchObject({ ok: true });
  });
});

describe("what is over", () => {
  test("ended sign-ins are swept away, living ones stay", async () => {
    const user = await makeUser();
    const open = () => createSignInSession(deps, { userId: user.id, userName: user.name, ip: null, userAgent: null });
    const living = await open();
    const ended = await open();
    await endSignInSession(deps, { token: ended.token });
    // As if a minute had passed since the end.
    await stores.worker.system((scope) => sweepSignIns(scope, -60_000));
    const left = await stores.worker.system(({ tx }) => tx.signInSession.findMany({ where: { userId: user.id } }));
    expect(left.map((session) => session.id)).toEqual([living.sessionId]);
  });
});
