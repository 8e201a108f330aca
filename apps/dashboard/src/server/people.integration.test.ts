import { randomUUID } from "node:crypto";
import { createSignInSession, resumeOrganization, suspendOrganization } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readSession } from "./auth/sessions.ts";
import { tokenActor } from "./auth/token-actor.ts";
import { appRouter } from "./router.ts";
import { refusalOf } from "./testing/refusal-of.ts";
import { askApproval } from "./testing/test-approval.ts";
import {
  makeOrganization,
  openDashboard,
  PASSWORD,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

const START_MS = 60_000;
/** How soon a removed or downgraded person has no effect any more, ms. */
const SOON_MS = 5_000;

// An organization with five people hashes five passwords first.
vi.setConfig({ testTimeout: 30_000 });

let dashboard: TestDashboard;
let count = 0;

beforeAll(async () => {
  dashboard = await openDashboard();
}, START_MS);
afterAll(() => dashboard?.close());

async function freshOrganization(): Promise<TestOrganization> {
  count += 1;
  return makeOrganization(dashboard, `org-${count}`);
}

async function memberOf(acme: TestOrganization, email: string) {
  const { members } = await acme.as("owner").members.list({ organization: acme.name });
  const member = members.find((one) => one.email === email);
  if (!member) throw new Error(`no member ${email}`);
  return member;
}

/** Signs a person in once more, as another browser would. */
async function signIn(acme: TestOrganization, role: "developer" | "approver") {
  const { userId } = acme.people[role];
  const { token } = await createSignInSession(dashboard.services, {
    userId,
    userName: role,
    ip: null,
    userAgent: null,
  });
  const actor = async () => readSession(dashboard.services, token);
  return { actor, caller: async () => callerOf(await actor()) };
}

function callerOf(actor: Awaited<ReturnType<typeof readSession>>) {
  return appRouter.createCaller({ services: dashboard.services, actor, requestId: randomUUID() });
}

/** A live subscription that stands; `ended` resolves to the refusal that ended it. */
async function listen(acme: TestOrganization, role: "developer" | "approver", caller = acme.as(role)) {
  const changes = await caller.live.changes({ organization: acme.name });
  const iterator = changes[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toEqual({ type: "ready" });
  const heard: unknown[] = [];
  const ended = refusalOf(
    (async () => {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) heard.push(next.value);
    })(),
  );
  return { ended, heard, stop: () => iterator.return?.(undefined) };
}

describe("P12: a member who is removed", () => {
  it("is nobody to the very next call, and their running page hears it within seconds", async () => {
    const acme = await freshOrganization();
    const listening = await listen(acme, "developer");
    const target = await memberOf(acme, acme.people.developer.email);
    await acme.as("admin").members.remove({ organization: acme.name, id: target.id });
    const startedAt = performance.now();
    const developer = acme.as("developer");
    for (const tried of [
      () => developer.agents.list({ organization: acme.name }),
      () => developer.agents.create({ organization: acme.name, name: "late", title: "Late" }),
      () => developer.organization.get({ organization: acme.name }),
    ]) {
      expect(await refusalOf(tried())).toMatchObject({ code: "request.target.unknown", status: 404 });
    }
    expect(await listening.ended).toMatchObject({ code: "request.target.unknown" });
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
  });

  it("hears nothing of what happens afterwards", async () => {
    const acme = await freshOrganization();
    const listening = await listen(acme, "approver");
    const target = await memberOf(acme, acme.people.approver.email);
    await acme.as("owner").members.remove({ organization: acme.name, id: target.id });
    await listening.ended;
    const heard = listening.heard.length;
    const id = await askApproval(dashboard, acme, { to: "after@partner.org", by: [acme.people.approver.email] });
    await acme.as("owner").kills.pull({
      organization: acme.name,
      targetKind: "organization",
      targetId: acme.id,
      reason: "a test",
    });
    expect(listening.heard).toHaveLength(heard);
    const vote = acme.as("approver").approvals.approve({ organization: acme.name, id });
    expect(await refusalOf(vote)).toMatchObject({ code: "request.target.unknown" });
  });
});

describe("P12: a member whose role is lowered", () => {
  it("may at once only what the new role may, in calls and in open approvals", async () => {
    const acme = await freshOrganization();
    const { admin } = acme.people;
    const id = await askApproval(dashboard, acme, { to: "lowered@partner.org" });
    const target = await memberOf(acme, admin.email);
    await acme.as("owner").members.changeRole({ organization: acme.name, id: target.id, role: "auditor" });
    const lowered = acme.as("admin");
    for (const tried of [
      () => lowered.agents.create({ organization: acme.name, name: "late", title: "Late" }),
      () => lowered.members.changeRole({ organization: acme.name, id: target.id, role: "admin" }),
      () => lowered.approvals.approve({ organization: acme.name, id }),
    ]) {
      expect(await refusalOf(tried())).toMatchObject({ code: "auth.permission.missing", status: 403 });
    }
    expect(await lowered.organization.get({ organization: acme.name })).toMatchObject({ role: "auditor" });
    const shown = await acme.as("owner").approvals.get({ organization: acme.name, id });
    expect(shown.requirements[0]?.by).toEqual([`owner of ${acme.name}`]);
  });
});

describe("P12: an organization that is suspended", () => {
  it("shows and does nothing for anyone, from the next call on, until it is resumed", async () => {
    const acme = await freshOrganization();
    const id = await askApproval(dashboard, acme, { to: "suspended@partner.org" });
    const listening = await listen(acme, "developer");
    const organization = acme.name;
    const token = await acme.as("owner").tokens.issue({ organization, title: "ci", role: "admin" });
    const deps = { db: dashboard.worker, hot: dashboard.services.admission };
    const change = { organizationId: acme.id, actor: { kind: "system", id: null, name: "test" } as const };
    const suspended = await suspendOrganization(deps, { ...change, reason: "unpaid" });
    expect(suspended).toMatchObject({ ok: true, inForce: true, value: { isChanged: true } });
    const startedAt = performance.now();
    const byToken = appRouter.createCaller({
      services: dashboard.services,
      actor: await tokenActor(dashboard.services, `Bearer ${token.token}`),
      requestId: randomUUID(),
    });
    const owner = acme.as("owner");
    for (const tried of [
      () => owner.organization.get({ organization }),
      () => owner.agents.create({ organization, name: "late", title: "Late" }),
      () => owner.approvals.approve({ organization, id }),
      () => acme.as("auditor").records.list({ organization }),
      () => byToken.agents.list({}),
    ]) {
      expect(await refusalOf(tried())).toMatchObject({ code: "auth.organization.suspended", status: 403 });
    }
    expect(await listening.ended).toMatchObject({ code: "auth.organization.suspended" });
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    expect(await suspendOrganization(deps, { ...change, reason: "again" })).toMatchObject({
      value: { isChanged: false },
    });
    expect(await resumeOrganization(deps, change)).toMatchObject({ ok: true, inForce: true });
    expect(await owner.organization.get({ organization })).toMatchObject({ role: "owner" });
    expect(await byToken.agents.list({})).toBeDefined();
  });

  it("can't be suspended or resumed by what serves its members", async () => {
    const acme = await freshOrganization();
    const deps = { db: dashboard.services.db, hot: dashboard.services.admission };
    const change = { organizationId: acme.id, actor: { kind: "system", id: null, name: "test" } as const };
    await expect(suspendOrganization(deps, { ...change, reason: "x" })).rejects.toThrow("permission denied");
  });
});

describe("sessions", () => {
  it("one that is ended elsewhere is nobody, and its running page hears it", async () => {
    const acme = await freshOrganization();
    const second = await signIn(acme, "developer");
    const listening = await listen(acme, "developer", await second.caller());
    const { sessions } = await acme.as("developer").me.sessions();
    expect(sessions.map(({ isThis }) => isThis).sort()).toEqual([false, true]);
    const other = sessions.find(({ isThis }) => !isThis);
    await acme.as("developer").me.revokeSession({ id: other?.id ?? "" });
    expect(await second.actor()).toBeNull();
    expect(await listening.ended).toMatchObject({ code: "auth.credential.missing" });
  });

  it("a new password ends all others, needs the old one, and is recorded without either", async () => {
    const acme = await freshOrganization();
    const second = await signIn(acme, "developer");
    const me = acme.as("developer").me;
    const wrong = me.changePassword({ currentPassword: "not it at all", newPassword: "another long password" });
    expect(await refusalOf(wrong)).toMatchObject({ status: 400, problems: [{ path: "currentPassword" }] });
    expect(await refusalOf(me.changePassword({ newPassword: "another long password" }))).toMatchObject({
      problems: [{ path: "currentPassword" }],
    });
    const short = me.changePassword({ currentPassword: PASSWORD, newPassword: "short" });
    expect(await refusalOf(short)).toMatchObject({ problems: [{ path: "newPassword" }] });
    expect(await second.actor()).not.toBeNull();
    const changed = await me.changePassword({ currentPassword: PASSWORD, newPassword: "another long password" });
    expect(changed).toEqual({ endedSessions: 1 });
    expect(await second.actor()).toBeNull();
    const rows = await dashboard.worker.tenant(acme.id, ({ tx }) => tx.auditOutbox.findMany());
    const text = JSON.stringify(rows.map((row) => row.record));
    expect(text).toContain("password.changed");
    expect(text).not.toMatch(/another long password|argon2/);
  });
});

describe("one's own account", () => {
  it("a name is changed everywhere, with a record of before and after", async () => {
    const acme = await freshOrganization();
    await acme.as("auditor").me.update({ name: " Ada Byron " });
    expect(await acme.as("auditor").me.get()).toMatchObject({
      name: "Ada Byron",
      hasPassword: true,
      organizations: [{ name: acme.name, role: "auditor" }],
    });
    const rows = await dashboard.worker.tenant(acme.id, ({ tx }) => tx.auditOutbox.findMany());
    expect(rows.map((row) => row.record)).toContainEqual(
      expect.objectContaining({
        action: "member.renamed",
        detail: { before: { name: `auditor of ${acme.name}` }, after: { name: "Ada Byron" } },
      }),
    );
  });

  it("an organization is left by typing its name, and only one's own", async () => {
    const [acme, globex] = [await freshOrganization(), await freshOrganization()];
    const me = acme.as("auditor").me;
    const wrong = me.leave({ organization: acme.name, confirm: globex.name });
    expect(await refusalOf(wrong)).toMatchObject({ problems: [{ path: "confirm" }] });
    const foreign = await refusalOf(me.leave({ organization: globex.name, confirm: globex.name }));
    expect(foreign).toEqual(await refusalOf(me.leave({ organization: "nobody", confirm: "nobody" })));
    await me.leave({ organization: acme.name, confirm: acme.name });
    expect((await me.get()).organizations).toEqual([]);
    const last = acme.as("owner").me.leave({ organization: acme.name, confirm: acme.name });
    expect(await refusalOf(last)).toMatchObject({ code: "member.owner.last", status: 409 });
  });
});

describe("management tokens", () => {
  it("one acts until it is revoked or its issuer is gone, and is listed without its text", async () => {
    const acme = await freshOrganization();
    const admin = acme.as("admin");
    const issue = (title: string) => admin.tokens.issue({ organization: acme.name, title, role: "developer" });
    const [one, two] = [await issue("one"), await issue("two")];
    const actorOf = (token: string) => tokenActor(dashboard.services, `Bearer ${token}`);
    expect(await actorOf(one.token)).toMatchObject({ kind: "token", role: "developer" });
    await admin.tokens.revoke({ organization: acme.name, id: one.id });
    expect(await actorOf(one.token)).toBeNull();
    const target = await memberOf(acme, acme.people.admin.email);
    expect(target.tokens).toEqual(["two"]);
    await acme.as("owner").members.remove({ organization: acme.name, id: target.id });
    expect(await actorOf(two.token)).toBeNull();
    const { tokens } = await acme.as("owner").tokens.list({ organization: acme.name });
    expect(tokens).toMatchObject([
      { title: "two", state: "unbacked", issuedBy: `admin of ${acme.name}` },
      { title: "one", state: "revoked" },
    ]);
    expect(JSON.stringify(tokens)).not.toContain(one.token.slice(-20));
  });

  it("malformed input is refused at its field", async () => {
    const acme = await freshOrganization();
    const { tokens, organization } = acme.as("owner");
    const cases = [
      [() => tokens.issue({ organization: acme.name, title: " ", role: "auditor" }), "title"],
      [
        () => tokens.issue({ organization: acme.name, title: "x", role: "auditor", expiresAt: "tomorrow" }),
        "expiresAt",
      ],
      [
        () => tokens.issue({ organization: acme.name, title: "x", role: "auditor", expiresAt: "2001-01-01T00:00:00Z" }),
        "expiresAt",
      ],
      [() => organization.update({ organization: acme.name, title: " " }), "title"],
      [() => organization.update({ organization: acme.name, timeZone: "Nowhere" }), "timeZone"],
      [() => acme.as("owner").me.update({ name: "" }), "name"],
    ] as const;
    for (const [tried, path] of cases) {
      expect(await refusalOf(tried())).toMatchObject({ code: "request.body.invalid", problems: [{ path }] });
    }
  });
});
