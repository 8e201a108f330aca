import { type Admission, createAdmission } from "@countersign/admission";
import { type Actor, newId } from "@countersign/contracts";
import type { Role } from "@countersign/core";
import { loadSnapshot } from "@countersign/db";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decideApproval } from "../approvals/decide.ts";
import { listApprovals } from "../approvals/list.ts";
import { requestApproval } from "../approvals/request.ts";
import { isStillApproved } from "../approvals/still-approved.ts";
import {
  makeOrganization,
  openStores,
  requestOf,
  requirementOf,
  type TestMember,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { updateOrganization } from "../organizations/update-organization.ts";
import { addMember } from "./add-member.ts";
import { changeAbsence } from "./change-absence.ts";
import { changeMemberRole } from "./change-member-role.ts";
import { issueToken } from "./issue-token.ts";
import { joinAccounts } from "./join-accounts.ts";
import { verifyManagementToken } from "./management-tokens.ts";
import { leaveOrganization, removeMember } from "./remove-member.ts";
import { createSignInSession, lookupSignInSession, renewSignInSession } from "./sign-in-sessions.ts";

const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");
const NOW = new Date("2026-11-22T12:00:00Z");

let stores: TestStores;
let redis: TestRedis;
let admission: Admission;
let deps: { db: TestStores["db"]; hot: Admission; masterKey: typeof masterKey };
let acme: TestOrganization;

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
beforeEach(async () => {
  acme = await makeOrganization(stores, { ownedBy: "bo" });
});

const as = (member: TestMember): Actor & { id: string } => ({ kind: "user", id: member.userId, name: "Somebody" });
const change = (actor: TestMember, member: TestMember, role: Role) =>
  changeMemberRole(deps, { organizationId: acme.id, actor: as(actor), memberId: member.memberId, role });
const remove = (actor: TestMember, member: TestMember) =>
  removeMember(deps, { organizationId: acme.id, actor: as(actor), memberId: member.memberId });
const roleNow = async (member: TestMember) => {
  const row = await stores.worker.system(({ tx }) => tx.member.findUniqueOrThrow({ where: { id: member.memberId } }));
  return row.removedAt === null ? row.role : null;
};
const acts = async () => {
  const rows = await stores.worker.tenant(acme.id, ({ tx }) => tx.auditOutbox.findMany({ orderBy: { id: "asc" } }));
  return rows.map((row) => row.record);
};
const code = (code: string) => ({ ok: false, refusal: { code } });

describe("roles", () => {
  test("an owner changes anybody's, and the record says before and after", async () => {
    const { owner, cy } = acme.members;
    expect(await change(owner, cy, "developer")).toMatchObject({ ok: true, inForce: true });
    expect(await roleNow(cy)).toBe("developer");
    expect(await acts()).toContainEqual(
      expect.objectContaining({
        kind: "member",
        action: "member.changed",
        subject: { kind: "member", id: cy.memberId, name: "cy" },
        detail: { userId: cy.userId, before: { role: "approver" }, after: { role: "developer" } },
      }),
    );
  });

  test("an admin can't make, change or remove owners, nor raise themselves", async () => {
    const { owner, ana, cy } = acme.members;
    for (const tried of [
      change(ana, cy, "owner"),
      change(ana, owner, "auditor"),
      change(ana, ana, "owner"),
      remove(ana, owner),
    ]) {
      expect(await tried).toMatchObject(code("auth.permission.missing"));
    }
    expect([await roleNow(owner), await roleNow(ana), await roleNow(cy)]).toEqual(["owner", "admin", "approver"]);
  });

  test.each(["developer", "approver", "auditor"] as const)(
    "a member who is %s changes and removes nobody",
    async (role) => {
      const { owner, ana, cy } = acme.members;
      await change(owner, ana, role);
      expect(await change(ana, cy, "auditor")).toMatchObject(code("auth.permission.missing"));
      expect(await remove(ana, cy)).toMatchObject(code("auth.permission.missing"));
    },
  );

  test("the last owner can't step down, be removed or leave; with a second one they can", async () => {
    const { owner, ana } = acme.members;
    expect(await change(owner, owner, "admin")).toMatchObject(code("member.owner.last"));
    expect(await remove(owner, owner)).toMatchObject(code("member.owner.last"));
    const leave = () => leaveOrganization(deps, { organizationId: acme.id, actor: as(owner) });
    expect(await leave()).toMatchObject(code("member.owner.last"));
    expect(await change(owner, ana, "owner")).toMatchObject({ ok: true });
    expect(await leave()).toMatchObject({ ok: true });
    expect(await roleNow(owner)).toBeNull();
  });

  test("two owners who step down at the same moment leave one", async () => {
    const { owner, ana } = acme.members;
    await change(owner, ana, "owner");
    const both = await Promise.all([change(owner, owner, "auditor"), change(ana, ana, "auditor")]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect([await roleNow(owner), await roleNow(ana)].sort()).toEqual(["auditor", "owner"]);
  });

  test("who was removed a moment ago changes nothing any more", async () => {
    const { owner, ana, cy } = acme.members;
    await remove(owner, ana);
    expect(await change(ana, cy, "auditor")).toMatchObject(code("auth.permission.missing"));
    expect(await remove(owner, ana)).toMatchObject(code("request.target.unknown"));
  });

  test("a new role gives every session a new token, and the old one ends", async () => {
    const { owner, cy } = acme.members;
    const { token } = await createSignInSession(deps, { userId: cy.userId, userName: "cy", ip: null, userAgent: null });
    expect(await renewSignInSession(deps, { token })).toBeNull();
    await change(owner, cy, "developer");
    expect(await lookupSignInSession(deps, { token })).toMatchObject({ isRenewalDue: true });
    const [one, other] = await Promise.all([renewSignInSession(deps, { token }), renewSignInSession(deps, { token })]);
    const renewed = one ?? other;
    expect([one, other].filter((answer) => answer === null)).toHaveLength(1);
    expect(await lookupSignInSession(deps, { token: renewed?.token ?? "" })).toMatchObject({ isRenewalDue: false });
    // Requests that were on their way with the old token still arrive; later ones don't.
    expect(await lookupSignInSession(deps, { token })).toMatchObject({ userId: cy.userId, isRenewalDue: false });
    await stores.worker.system(
      ({ tx }) => tx.$executeRaw`UPDATE sign_in_sessions SET "previousUntil" = now() WHERE "userId" = ${cy.userId}`,
    );
    expect(await lookupSignInSession(deps, { token })).toBeNull();
  });
});

describe("removal", () => {
  test("what hung on the member is said and recorded: agents, stopped agents, tokens, invitations", async () => {
    const { owner, bo } = acme.members;
    await stores.worker.tenant(acme.id, async ({ tx }) => {
      await tx.agent.updateMany({ data: { stopsWithOwner: true } });
      await tx.invitation.create({
        data: {
          id: newId("invitation"),
          organizationId: acme.id,
          email: "new@acme.test",
          role: "auditor",
          tokenHash: newId("invitation"),
          invitedBy: bo.userId,
          invitedByName: "bo",
          expiresAt: new Date(Date.now() + 60_000),
        },
      });
    });
    const issued = await issueToken(deps, tokenOf(bo, "developer"));
    expect(issued.ok).toBe(true);
    const ended = {
      agents: ["outreach"],
      stoppedAgents: ["outreach"],
      stoppedTokens: ["CI"],
      withdrawnInvitations: ["new@acme.test"],
    };
    expect(await remove(owner, bo)).toMatchObject({ ok: true, value: ended });
    expect(await acts()).toContainEqual(
      expect.objectContaining({
        action: "member.removed",
        detail: { userId: bo.userId, before: { role: "admin" }, after: null, ended },
      }),
    );
  });

  test("the snapshot says whose owner is gone, and that the agent stops; coming back undoes it", async () => {
    const { owner, bo } = acme.members;
    const agent = async () => (await loadSnapshot(stores.db, { organizationId: acme.id }))?.agents[0];
    await stores.worker.tenant(acme.id, ({ tx }) => tx.agent.updateMany({ data: { stopsWithOwner: true } }));
    expect(await agent()).toMatchObject({ ownerIsGone: false, stopsWithOwner: true });
    await remove(owner, bo);
    expect(await agent()).toMatchObject({ ownerIsGone: true, stopsWithOwner: true });
    const again = await addMember(deps, {
      organizationId: acme.id,
      actor: as(owner),
      userId: bo.userId,
      role: "auditor",
    });
    expect(again).toMatchObject({ ok: true, value: { id: bo.memberId, role: "auditor", removedAt: null } });
    expect(await agent()).toMatchObject({ ownerIsGone: false });
  });

  test.each([
    ["removed", (owner: TestMember, voter: TestMember) => remove(owner, voter)],
    ["made auditor", (owner: TestMember, voter: TestMember) => change(owner, voter, "auditor")],
  ])(
    "the vote of a person who was %s counts for no later decision, and no approved call runs on it",
    async (_, end) => {
      const { owner, ana, bo } = acme.members;
      const two = requirementOf({
        rules: [{ ruleId: "two", by: ["role:admin", "role:owner"], quorum: 2, denyQuorum: 1, distinct: false }],
      });
      const ask = async (to: string, change = {}) =>
        (await requestApproval(deps, requestOf(acme, to, change))).approval.id;
      const vote = (approvalId: string, { userId }: TestMember) =>
        decideApproval(deps, {
          organizationId: acme.id,
          approvalId,
          userId,
          decision: "approve",
          reason: null,
          channel: "web",
        });
      const open = await ask("open@x.test", { requirement: two });
      const ran = await ask("ran@x.test");
      await vote(open, ana);
      await vote(ran, ana);
      const still = (approvalId: string) => isStillApproved(deps, { organizationId: acme.id, approvalId });
      expect(await still(ran)).toBe(true);
      await end(owner, ana);
      expect(await still(ran)).toBe(false);
      expect(await vote(open, owner)).toMatchObject({ ok: true, approval: { state: "pending" } });
      expect(await vote(open, ana)).not.toMatchObject({ ok: true, approval: { state: "approved" } });
      // Bo owns the agent: separation keeps them out while another may decide.
      expect(await vote(open, bo)).toMatchObject(code("approval.vote.forbidden"));
    },
  );
});

const tokenOf = (actor: TestMember, role: Role, change = {}) => ({
  organizationId: acme.id,
  actor: as(actor),
  title: "CI",
  role,
  expiresAt: null,
  now: NOW,
  ...change,
});

describe("tokens of people", () => {
  const works = async (text: string) => (await verifyManagementToken(deps, { text })).ok;
  const issued = async (input: Parameters<typeof issueToken>[1]) => {
    const token = await issueToken(deps, input);
    if (!token.ok) throw new Error(token.refusal.detail);
    return { id: token.value.tokenId, text: token.value.text.reveal() };
  };

  test("one stops when its issuer is removed, or may no longer issue it, and not before", async () => {
    const { owner, ana, bo } = acme.members;
    const [first, second] = [await issued(tokenOf(ana, "admin")), await issued(tokenOf(bo, "auditor"))];
    expect([await works(first.text), await works(second.text)]).toEqual([true, true]);
    await change(owner, ana, "developer");
    await remove(owner, bo);
    expect([await works(first.text), await works(second.text)]).toEqual([false, false]);
    await change(owner, ana, "admin");
    expect(await works(first.text)).toBe(true);
  });

  test("nobody issues one above their role, or one that has ended already", async () => {
    const { ana, cy } = acme.members;
    expect(await issueToken(deps, tokenOf(ana, "owner"))).toMatchObject(code("auth.permission.missing"));
    expect(await issueToken(deps, tokenOf(cy, "auditor"))).toMatchObject(code("auth.permission.missing"));
    const past = await issueToken(deps, tokenOf(ana, "admin", { expiresAt: NOW }));
    expect(past).toMatchObject({ ok: false, refusal: { problems: [{ path: "expiresAt" }] } });
  });

  test("one that a token issued ends with the same person, and can't outlive that token", async () => {
    const { owner, ana } = acme.members;
    const expiresAt = new Date("2030-01-01T00:00:00Z");
    const parent = await issued(tokenOf(ana, "admin", { expiresAt }));
    const actor: Actor = { kind: "token", id: parent.id, name: "CI" };
    const later = await issueToken(deps, { ...tokenOf(ana, "auditor"), actor });
    expect(later).toMatchObject({ ok: false, refusal: { problems: [{ path: "expiresAt" }] } });
    const child = await issued({ ...tokenOf(ana, "auditor"), actor, expiresAt });
    expect(await works(child.text)).toBe(true);
    await remove(owner, ana);
    expect(await works(child.text)).toBe(false);
  });

  test("its last use is noted", async () => {
    const token = await issued(tokenOf(acme.members.ana, "auditor"));
    await works(token.text);
    const row = await stores.worker.system(({ tx }) => tx.managementToken.findUnique({ where: { id: token.id } }));
    expect(row?.lastUsedAt).toBeInstanceOf(Date);
  });
});

describe("the organization", () => {
  test("title and time zone change with a record of before and after, and reach the snapshot", async () => {
    const update = { organizationId: acme.id, actor: as(acme.members.owner) };
    const done = await updateOrganization(deps, { ...update, title: " Acme Robotics ", timeZone: "Europe/Zurich" });
    expect(done).toMatchObject({ ok: true, value: { title: "Acme Robotics", timeZone: "Europe/Zurich" } });
    const snapshot = await loadSnapshot(stores.db, { organizationId: acme.id });
    expect(snapshot).toMatchObject({ timeZone: "Europe/Zurich", title: "Acme Robotics" });
    expect(await acts()).toContainEqual(
      expect.objectContaining({
        action: "organization.changed",
        detail: {
          before: { title: "Acme", timeZone: "UTC" },
          after: { title: "Acme Robotics", timeZone: "Europe/Zurich" },
        },
      }),
    );
  });

  test.each([
    ["title", { title: "  " }],
    ["title", { title: "x".repeat(121) }],
    ["timeZone", { timeZone: "Mars/Olympus" }],
  ])("a %s that can't be is refused at its field, and nothing changes", async (path, fields) => {
    const refused = await updateOrganization(deps, {
      organizationId: acme.id,
      actor: as(acme.members.owner),
      ...fields,
    });
    expect(refused).toMatchObject({ ok: false, refusal: { problems: [{ path }] } });
    expect(await acts()).toEqual([]);
  });
});

describe("away and several accounts", () => {
  const away = (actor: TestMember, member: TestMember, delegate: TestMember | null, lastsMs = 3_600_000) =>
    changeAbsence(deps, {
      organizationId: acme.id,
      actor: as(actor),
      memberId: member.memberId,
      absence: delegate && {
        from: new Date(Date.now() - 3_600_000),
        until: new Date(Date.now() + lastsMs),
        delegateMemberId: delegate.memberId,
      },
      now: new Date(),
    });
  const same = (actor: TestMember, member: TestMember, other: TestMember | null) =>
    joinAccounts(deps, {
      organizationId: acme.id,
      actor: as(actor),
      memberId: member.memberId,
      sameAsMemberId: other?.memberId ?? null,
    });
  const ask = async (by: readonly string[], quorum = 1) => {
    const rule = { ruleId: "send-email", by, quorum, denyQuorum: 1, distinct: false };
    const { approval } = await requestApproval(
      { db: stores.db },
      requestOf(acme, newId("call"), { requirement: requirementOf({ rules: [rule], separation: true }) }),
    );
    return approval.id;
  };
  const approve = (approvalId: string, member: TestMember) =>
    decideApproval(stores, {
      organizationId: acme.id,
      approvalId,
      userId: member.userId,
      channel: "web",
      decision: "approve",
      reason: null,
    });

  test("who stands in decides by the naming of who is absent, told and recorded as such, and it stays when they return", async () => {
    const { ana, cy } = acme.members;
    const id = await ask([ana.email]);
    expect(await approve(id, cy)).toMatchObject(code("approval.vote.forbidden"));
    expect(await away(ana, ana, cy)).toMatchObject({ ok: true });
    const named = await stores.worker.system(({ tx }) =>
      tx.outbox.findMany({ where: { organizationId: acme.id, topic: "delegate.named" } }),
    );
    expect(named.map(({ payload }) => payload)).toEqual([{ userId: ana.userId, delegateId: cy.userId }]);
    const waiting = { organizationId: acme.id, tab: "waiting", limit: 10, cursor: null } as const;
    const listed = await listApprovals(stores, { ...waiting, entitledUserId: cy.userId });
    expect(listed.approvals.map((approval) => approval.id)).toEqual([id]);
    expect(await approve(id, cy)).toMatchObject({
      ok: true,
      approval: { state: "approved", votes: [{ userName: "cy", standsFor: ["ana"] }] },
    });
    expect(await acts()).toContainEqual(
      expect.objectContaining({
        action: "approval.approved",
        detail: expect.objectContaining({ standsFor: ["ana"] }),
      }),
    );
    expect(await away(ana, ana, null)).toMatchObject({ ok: true });
    expect(await isStillApproved(stores, { organizationId: acme.id, approvalId: id })).toBe(true);
    expect(await approve(await ask([ana.email]), cy)).toMatchObject(code("approval.vote.forbidden"));
    await remove(acme.members.owner, ana);
    expect(await isStillApproved(stores, { organizationId: acme.id, approvalId: id })).toBe(false);
  });

  test("one naming counts once, whoever votes by it; it ends with its time and with a member who leaves", async () => {
    const { owner, ana, cy } = acme.members;
    await away(owner, ana, cy);
    const id = await ask([ana.email, owner.email], 2);
    for (const member of [cy, ana]) await approve(id, member);
    expect(await isStillApproved(stores, { organizationId: acme.id, approvalId: id })).toBe(false);
    expect(await approve(id, owner)).toMatchObject({ ok: true, approval: { state: "approved" } });
    await stores.worker.system(
      ({ tx }) => tx.$executeRaw`UPDATE members SET "awayUntil" = clock_timestamp() WHERE id = ${ana.memberId}`,
    );
    expect(await approve(await ask([ana.email]), cy)).toMatchObject(code("approval.vote.forbidden"));
    await away(owner, ana, cy);
    await remove(owner, cy);
    await addMember(deps, { organizationId: acme.id, actor: as(owner), userId: cy.userId, role: "approver" });
    expect(await approve(await ask([ana.email]), cy)).toMatchObject(code("approval.vote.forbidden"));
  });

  test("nobody gets somebody else's approvals by their own hand, nor an owner's by an admin's, nor an auditor any", async () => {
    const { owner, ana, bo, cy, audra } = acme.members;
    expect(await away(ana, cy, ana)).toMatchObject(code("auth.permission.missing"));
    expect(await away(ana, owner, bo)).toMatchObject(code("auth.permission.missing"));
    expect(await away(cy, ana, cy)).toMatchObject(code("auth.permission.missing"));
    expect(await away(ana, ana, audra)).toMatchObject(code("request.body.invalid"));
    expect(await away(ana, ana, ana)).toMatchObject(code("request.body.invalid"));
    expect(await away(ana, ana, bo, -7_200_000)).toMatchObject(code("request.body.invalid"));
    await same(owner, ana, bo);
    expect(await away(ana, ana, bo)).toMatchObject(code("request.body.invalid"));
  });

  test("P29: accounts of one person count once, are separated together, and only somebody else parts them", async () => {
    const { owner, ana, bo, cy } = acme.members;
    expect(await same(cy, ana, cy)).toMatchObject(code("auth.permission.missing"));
    expect(await same(owner, ana, cy)).toMatchObject({ ok: true });
    const id = await ask([ana.email, cy.email, owner.email], 2);
    expect(await approve(id, ana)).toMatchObject({ ok: true, approval: { state: "pending" } });
    expect(await approve(id, cy)).toMatchObject({ ok: true, approval: { state: "pending", votes: [{}] } });
    // The agent is bo's.
    await same(owner, cy, bo);
    expect(await approve(await ask([cy.email, owner.email]), cy)).toMatchObject(code("approval.vote.forbidden"));
    await remove(owner, bo);
    expect(await approve(await ask([cy.email, owner.email]), cy)).toMatchObject(code("approval.vote.forbidden"));
    expect(await same(ana, ana, null)).toMatchObject(code("auth.permission.missing"));
    expect(await same(owner, cy, null)).toMatchObject({ ok: true });
    expect(await acts()).toContainEqual(
      expect.objectContaining({
        action: "member.joined_accounts",
        detail: { userId: ana.userId, before: { accounts: [ana.email] }, after: { accounts: [ana.email, cy.email] } },
      }),
    );
  });
});
