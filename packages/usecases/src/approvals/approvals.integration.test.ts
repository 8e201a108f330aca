import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { breakGlass } from "./break-glass.ts";
import { cancelApproval } from "./cancel.ts";
import { claimApproval } from "./claim.ts";
import { extendPermit, markDelivered } from "./collect.ts";
import { decideApproval } from "./decide.ts";
import { escalateDueApprovals } from "./escalate.ts";
import { expireApproval, expireDueApprovals } from "./expire.ts";
import { giveBackApproval } from "./give-back.ts";
import { lapseApprovals } from "./lapse.ts";
import { countWaitingApprovals, listApprovals } from "./list.ts";
import type { ApprovalDeps } from "./moves.ts";
import { readApproval, readApprovalAs, readOwnApproval } from "./read.ts";
import { requestApproval, requestApprovalWithin } from "./request.ts";
import { isStillApproved } from "./still-approved.ts";
import {
  makeOrganization,
  openStores,
  principalOf,
  requestOf,
  requirementOf,
  setTimes,
  type TestMember,
  type TestOrganization,
  type TestStores,
} from "./test-organization.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe("approvals", () => {
  let stores: TestStores;
  let deps: ApprovalDeps;
  let org: TestOrganization;
  let calls = 0;

  beforeAll(async () => {
    stores = await openStores();
    deps = { db: stores.db };
    org = await makeOrganization(stores);
  });
  afterAll(async () => stores?.close());

  const ask = async (change: Parameters<typeof requestOf>[2] = {}, who = org) => {
    calls += 1;
    return (await requestApproval(deps, requestOf(who, `p${calls}@acme.io`, change))).approval;
  };
  const vote = (approvalId: string, by: TestMember, decision: "approve" | "deny" = "approve", who = org) =>
    decideApproval(deps, {
      organizationId: who.id,
      approvalId,
      userId: by.userId,
      decision,
      reason: decision === "deny" ? "not now" : null,
      channel: "web",
    });
  const target = (approvalId: string) => ({ organizationId: org.id, approvalId });
  const claim = (approvalId: string, principal = principalOf(org)) =>
    claimApproval(deps, { ...target(approvalId), principal, leaseMs: 30_000 });
  const actsOf = (approvalId: string) =>
    stores.worker.system(async ({ tx }) => {
      const rows = await tx.$queryRaw<{ action: string }[]>`
        SELECT record->>'action' AS action FROM audit_outbox
        WHERE record->>'approvalId' = ${approvalId} AND record->>'kind' = 'approval' ORDER BY id`;
      return rows.map((row) => row.action);
    });
  const outboxOf = (approvalId: string) =>
    stores.worker.system(async ({ tx }) => {
      const rows = await tx.$queryRaw<{ topic: string; state: string | null }[]>`
        SELECT topic, payload->>'state' AS state FROM outbox WHERE payload->>'approvalId' = ${approvalId} ORDER BY id`;
      return rows.map((row) => row.state ?? row.topic);
    });

  it("a call that waits shows exactly what was asked, for the time the rule gives", async () => {
    const approval = await ask({ requirement: requirementOf({ expiresMs: 90_000 }) });
    expect(approval).toMatchObject({ state: "pending", attempt: 0, revision: 1, agentName: "outreach" });
    expect(approval.expiresAtMs - approval.requestedAtMs).toBe(90_000);
    expect(await outboxOf(approval.id)).toEqual(["approval.requested"]);
    expect(await actsOf(approval.id)).toEqual(["approval.requested"]);
  });

  it("twenty identical requests at once open one approval", async () => {
    const request = requestOf(org, "race@acme.io");
    const answers = await Promise.all(Array.from({ length: 20 }, () => requestApproval(deps, request)));
    expect(new Set(answers.map((answer) => answer.approval.id)).size).toBe(1);
    expect(answers.filter((answer) => !answer.joined)).toHaveLength(1);
    const acts = await actsOf(answers[0]?.approval.id ?? "");
    expect(acts.filter((action) => action === "approval.requested")).toHaveLength(1);
    expect(acts.filter((action) => action === "approval.joined")).toHaveLength(19);
  });

  it("P37: an agent has exactly as many calls waiting as it may, whatever it asks at once; others ask on", async () => {
    const flooding = await makeOrganization(stores);
    const within = (to: string, change = {}) => requestApprovalWithin(deps, requestOf(flooding, to, change), 5);
    const asked = await Promise.all(Array.from({ length: 40 }, (_, n) => within(`flood${n}@acme.io`)));
    const opened = asked.flatMap((placed) => placed?.approval ?? []);
    expect(opened).toHaveLength(5);
    const [first] = opened;
    if (!first) return;
    const again = { argumentsHash: first.argumentsHash, argumentsText: first.argumentsText };
    expect(await within("again", again)).toMatchObject({ joined: true, approval: { id: first.id } });
    expect(await requestApprovalWithin(deps, requestOf(org, "calm@acme.io"), 5)).toMatchObject({ joined: false });
    await vote(first.id, flooding.members.ana, "deny", flooding);
    expect(await within("next@acme.io")).toMatchObject({ joined: false });
    expect(await within("one-more@acme.io")).toBeNull();
  });

  it.each([
    { what: "other arguments", change: { argumentsHash: "1".repeat(64) } },
    { what: "another definition of the tool", change: { definitionHash: "2".repeat(64) } },
    { what: "an idempotency key", change: { idempotencyHash: "k" } },
    { what: "another operation", change: { operationName: "send_fax" } },
  ])("$what make another approval", async ({ change }) => {
    const first = await requestApproval(deps, requestOf(org, "same@acme.io"));
    const second = await requestApproval(deps, requestOf(org, "same@acme.io", change));
    expect(second.approval.id).not.toBe(first.approval.id);
  });

  it("one approval of a quorum of one approves, with 15 minutes to come for it", async () => {
    const approval = await ask();
    const decided = await vote(approval.id, org.members.ana);
    expect(decided).toMatchObject({ ok: true, approval: { state: "approved" } });
    if (!decided.ok) return;
    expect((decided.approval.permitUntilMs ?? 0) - (decided.approval.decidedAtMs ?? 0)).toBeGreaterThanOrEqual(899_999);
    expect(decided.approval.votes).toMatchObject([{ userName: "ana", decision: "approve", channel: "web" }]);
    expect(await actsOf(approval.id)).toEqual(["approval.requested", "approval.approved"]);
    expect(await outboxOf(approval.id)).toEqual(["approval.requested", "approved"]);
  });

  it("P26: fifty people deciding at once make one decision", async () => {
    const approval = await ask();
    const members = [org.members.owner, org.members.ana, org.members.bo];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const by = members[index % members.length] ?? org.members.owner;
        return vote(approval.id, by, index % 2 === 0 ? "approve" : "deny");
      }),
    );
    const states = answers.flatMap((answer) => (answer.ok ? [answer.approval.state] : []));
    expect(new Set(states).size).toBe(1);
    expect(["approved", "denied"]).toContain(states[0]);
    const now = await readApproval(deps, target(approval.id));
    expect(now?.state).toBe(states[0]);
    expect(now?.votes).toHaveLength(1);
    expect((await actsOf(approval.id)).length).toBe(2);
  });

  it("P38: a quorum of two needs two people, and the same vote again counts once", async () => {
    const rule = { ruleId: "r", by: ["role:admin", "role:owner"], quorum: 2, denyQuorum: 1, distinct: false };
    const approval = await ask({ requirement: requirementOf({ rules: [rule] }) });
    for (let again = 0; again < 2; again += 1) {
      const first = await vote(approval.id, org.members.ana);
      expect(first).toMatchObject({ ok: true, approval: { state: "pending" }, counted: [{ approvals: 1, quorum: 2 }] });
    }
    expect(await vote(approval.id, org.members.bo)).toMatchObject({ ok: true, approval: { state: "approved" } });
    expect(await actsOf(approval.id)).toEqual(["approval.requested", "approval.voted", "approval.approved"]);
  });

  it("a denial gives its reason and is final", async () => {
    const approval = await ask();
    const denied = await vote(approval.id, org.members.bo, "deny");
    expect(denied).toMatchObject({ ok: true, approval: { state: "denied", reason: "not now" } });
    const late = await vote(approval.id, org.members.ana);
    expect(late).toMatchObject({ ok: false, refusal: { code: "approval.state.final" } });
    expect(await claim(approval.id)).toMatchObject({
      ok: false,
      reason: "not_approved",
      approval: { state: "denied" },
    });
  });

  it("who isn't named can't decide, nor an auditor who is", async () => {
    const approval = await ask();
    const rule = { ruleId: "r", by: [org.members.audra.email], quorum: 1, denyQuorum: 1, distinct: false };
    const named = await ask({ requirement: requirementOf({ rules: [rule] }) });
    for (const answer of [await vote(approval.id, org.members.cy), await vote(named.id, org.members.audra)]) {
      expect(answer).toMatchObject({ ok: false, refusal: { code: "approval.vote.forbidden" } });
    }
  });

  it("P29: the agent's owner can't decide while somebody else may, and can where separation is off", async () => {
    const owned = await makeOrganization(stores, { ownedBy: "ana" });
    const kept = await ask({}, owned);
    expect(await vote(kept.id, owned.members.ana, "approve", owned)).toMatchObject({ ok: false });
    const alone = { ruleId: "r", by: [owned.members.ana.email], quorum: 1, denyQuorum: 1, distinct: false };
    const only = await ask({ requirement: requirementOf({ rules: [alone] }) }, owned);
    expect(await vote(only.id, owned.members.ana, "approve", owned)).toMatchObject({ ok: true });
    const strict = await ask({ requirement: requirementOf({ rules: [alone], separation: true }) }, owned);
    expect(await vote(strict.id, owned.members.ana, "approve", owned)).toMatchObject({ ok: false });
    const shown = (approvalId: string) =>
      readApprovalAs(deps, { organizationId: owned.id, approvalId, userId: owned.members.audra.userId });
    expect(await shown(strict.id)).toMatchObject({ isSeparated: true });
    const lonely = await ask({ requirement: requirementOf({ rules: [alone] }) }, owned);
    expect(await shown(lonely.id)).toMatchObject({ isSeparated: false });
    const off = await ask({ requirement: requirementOf({ separation: false }) }, owned);
    expect(await shown(off.id)).toMatchObject({ isSeparated: false });
    expect(await vote(off.id, owned.members.ana, "approve", owned)).toMatchObject({ ok: true });
  });

  it("P38: a member who left isn't counted any more", async () => {
    const other = await makeOrganization(stores);
    const rule = { ruleId: "r", by: ["role:admin"], quorum: 2, denyQuorum: 1, distinct: false };
    const approval = await ask({ requirement: requirementOf({ rules: [rule] }) }, other);
    await vote(approval.id, other.members.ana, "approve", other);
    await stores.worker.system(async ({ tx }) => {
      await tx.member.update({ where: { id: other.members.ana.memberId }, data: { removedAt: new Date() } });
    });
    const answer = await vote(approval.id, other.members.bo, "approve", other);
    expect(answer).toMatchObject({ ok: true, approval: { state: "pending" }, counted: [{ approvals: 1 }] });
  });

  it("P33: nothing is decided after its time, and the vote that came too late expires it", async () => {
    const approval = await ask();
    expect(await expireApproval(deps, target(approval.id))).toBe(false);
    await setTimes(stores, approval.id, { expiresInMs: 0 });
    expect(await vote(approval.id, org.members.ana)).toMatchObject({
      ok: false,
      refusal: { code: "approval.state.final" },
    });
    expect(await readApproval(deps, target(approval.id))).toMatchObject({ state: "expired", votes: [] });
    expect(await outboxOf(approval.id)).toEqual(["approval.requested", "expired"]);
  });

  it("what nobody decides is put to further people at its time, once, and they find it", async () => {
    const rule = { ruleId: "r", by: ["role:approver"], quorum: 1, denyQuorum: 1, distinct: false };
    const first = { ...rule, escalate: { afterMs: 60_000, by: { emails: [], roles: ["admin"] } } };
    const second = { ...rule, ruleId: "s", escalate: { afterMs: 120_000, by: ["role:owner"] } };
    const { id, requestedAtMs, escalatesAtMs } = await ask({ requirement: requirementOf({ rules: [first, second] }) });
    expect(escalatesAtMs).toBe(requestedAtMs + 60_000);
    const isListed = async (by: TestMember) => {
      const query = { organizationId: org.id, tab: "waiting", limit: 100, cursor: null } as const;
      const page = await listApprovals(deps, { ...query, entitledUserId: by.userId });
      return page.approvals.some((approval) => approval.id === id);
    };
    const sweep = () => escalateDueApprovals({ db: stores.worker }, 100);
    const { ana, owner } = org.members;
    await sweep();
    expect(await vote(id, ana)).toMatchObject({ ok: false, refusal: { code: "approval.vote.forbidden" } });
    expect(await isListed(ana)).toBe(false);
    await setTimes(stores, id, { escalatesInMs: -1 });
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(await actsOf(id)).toEqual(["approval.requested", "approval.escalated"]);
    expect(await outboxOf(id)).toEqual(["approval.requested", "approval.escalated"]);
    expect(await isListed(ana)).toBe(true);
    expect(await isListed(owner)).toBe(false);
    expect((await readApproval(deps, target(id)))?.escalatesAtMs).toBe(requestedAtMs + 120_000);
    // The second rule hasn't escalated: it needs one of its own people.
    expect(await vote(id, ana)).toMatchObject({ ok: true, approval: { state: "pending" } });
    expect(await vote(id, org.members.cy)).toMatchObject({ ok: true, approval: { state: "approved" } });
    await setTimes(stores, id, { escalatesInMs: -1 });
    await sweep();
    expect((await actsOf(id)).filter((action) => action === "approval.escalated")).toHaveLength(1);
  });

  it("outside a rule's hours others are asked in its people's place, who are asked too once the hours begin", async () => {
    const inThreeDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][(new Date().getUTCDay() + 3) % 7] ?? "";
    const hours = { within: inThreeDays, zone: "UTC", otherwise: ["role:owner"], notify: [], notifyOtherwise: [] };
    const rule = { ruleId: "r", by: ["role:admin"], quorum: 1, denyQuorum: 1, distinct: false, hours };
    const { id, escalatesAtMs } = await ask({ requirement: requirementOf({ rules: [rule] }) });
    const { ana, owner } = org.members;
    const isListed = async (by: TestMember) => {
      const query = { organizationId: org.id, tab: "waiting", limit: 100, cursor: null } as const;
      const page = await listApprovals(deps, { ...query, entitledUserId: by.userId });
      return page.approvals.some((approval) => approval.id === id);
    };
    expect(new Date(escalatesAtMs ?? 0).toISOString()).toMatch(/T00:0/);
    expect([await isListed(ana), await isListed(owner)]).toEqual([false, true]);
    expect(await vote(id, ana)).toMatchObject({ ok: false, refusal: { code: "approval.vote.forbidden" } });
    await setTimes(stores, id, { escalatesInMs: -1 });
    await escalateDueApprovals({ db: stores.worker }, 100);
    expect(await actsOf(id)).toEqual(["approval.requested", "approval.escalated"]);
    expect([await isListed(ana), await isListed(owner)]).toEqual([true, true]);
    // Who was asked first stays asked.
    expect(await vote(id, owner)).toMatchObject({ ok: true, approval: { state: "approved" } });
    expect(await isStillApproved(deps, target(id))).toBe(true);
  });

  it("whoever is asked is reminded as often as the rules say, once each, and not of what was missed", async () => {
    const rule = { ruleId: "r", by: ["role:approver"], quorum: 1, denyQuorum: 1, distinct: false };
    const often = { ...rule, remind: { everyMs: 60_000, times: 3 } };
    const later = { ...rule, ruleId: "s", remind: { everyMs: 120_000, times: 1 } };
    const { id, escalatesAtMs } = await ask({ requirement: requirementOf({ rules: [often, later] }) });
    expect(escalatesAtMs).toBe(null);
    const sweep = () => escalateDueApprovals({ db: stores.worker }, 100);
    for (const reminded of [1, 2, 3, 3]) {
      await setTimes(stores, id, { escalatesInMs: -1 });
      await Promise.all([sweep(), sweep(), sweep()]);
      expect(await outboxOf(id)).toEqual(["approval.requested", ...Array(reminded).fill("approval.reminded")]);
    }
    expect(await actsOf(id)).toEqual(["approval.requested"]);
    const missed = await ask({
      requirement: requirementOf({ rules: [{ ...rule, remind: { everyMs: 1, times: 3 } }] }),
    });
    await expect.poll(() => Date.now()).toBeGreaterThan(missed.requestedAtMs + 10);
    for (let sweeps = 0; sweeps < 4; sweeps += 1) await sweep();
    expect(await outboxOf(missed.id)).toEqual(["approval.requested", "approval.reminded"]);
  });

  it("P38: two owners who are two people break the glass together, each with a reason, and only while both may", async () => {
    const place = await makeOrganization(stores, { ownedBy: "owner" });
    const { owner, ana, bo, cy } = place.members;
    const setMember = (memberId: string, data: { role?: string; personKey?: string | null }) =>
      stores.worker.system(({ tx }) => tx.member.update({ where: { id: memberId }, data }));
    for (const { memberId } of [ana, bo]) await setMember(memberId, { role: "owner" });
    const rule = { ruleId: "r", by: ["role:approver"], quorum: 1, denyQuorum: 2, distinct: false };
    const request = { requirement: requirementOf({ rules: [rule] }) };
    const { id } = await ask(request, place);
    const breaking = (by: TestMember, approvalId = id) =>
      breakGlass(deps, {
        organizationId: place.id,
        approvalId,
        userId: by.userId,
        channel: "web",
        revision: 1,
        reason: "production is down",
      });
    const still = () => isStillApproved(deps, { organizationId: place.id, approvalId: id });
    // The agent's owner is kept out, and so is who is no owner.
    for (const other of [owner, cy]) {
      expect(await breaking(other)).toMatchObject({ ok: false, refusal: { code: "approval.vote.forbidden" } });
    }
    expect(await breaking(ana)).toMatchObject({ ok: true, approval: { state: "pending", brokenGlassAtMs: null } });
    // The same person again, and by another account of theirs, is one.
    await setMember(ana.memberId, { personKey: "one" });
    await setMember(bo.memberId, { personKey: "one" });
    for (const again of [ana, bo]) expect(await breaking(again)).toMatchObject({ approval: { state: "pending" } });
    await setMember(bo.memberId, { personKey: null });
    const both = await Promise.all([breaking(bo), breaking(bo), breaking(bo)]);
    for (const one of both) expect(one).toMatchObject({ ok: true, approval: { state: "approved" } });
    expect(both[0]).toMatchObject({ approval: { glass: [{ reason: "production is down" }, { userName: "bo" }] } });
    expect(await actsOf(id)).toEqual(["approval.requested", "approval.glass_touched", "approval.glass_broken"]);
    expect(await outboxOf(id)).toEqual(["approval.requested", "approval.glass", "approved", "approval.glass"]);
    expect(await still()).toBe(true);
    await setMember(ana.memberId, { role: "admin" });
    expect(await still()).toBe(false);
    const forbidden = await ask({ requirement: requirementOf({ rules: [rule], breakGlass: false }) }, place);
    expect(await breaking(bo, forbidden.id)).toMatchObject({ refusal: { code: "approval.glass.refused" } });
    const denied = await ask(request, place);
    await setTimes(stores, denied.id, { expiresInMs: 0 });
    expect(await breaking(bo, denied.id)).toMatchObject({ refusal: { code: "approval.state.final" } });
  });

  it("the sweep expires what is due, once", async () => {
    const approval = await ask();
    await setTimes(stores, approval.id, { expiresInMs: -1000 });
    const sweep = { db: stores.worker };
    const swept = await Promise.all([expireDueApprovals(sweep, 100), expireDueApprovals(sweep, 100)]);
    expect(swept[0] + swept[1]).toBe(1);
    expect((await actsOf(approval.id)).filter((action) => action === "approval.expired")).toHaveLength(1);
  });

  it("a request after an expiry nobody swept opens a new approval", async () => {
    const first = await requestApproval(deps, requestOf(org, "stale@acme.io"));
    await setTimes(stores, first.approval.id, { expiresInMs: -1 });
    const second = await requestApproval(deps, requestOf(org, "stale@acme.io"));
    expect(second.joined).toBe(false);
    expect(await readApproval(deps, target(first.approval.id))).toMatchObject({ state: "expired" });
  });

  it("P27: fifty claims at once make one attempt", async () => {
    const approval = await ask();
    await vote(approval.id, org.members.ana);
    const claims = await Promise.all(Array.from({ length: 50 }, () => claim(approval.id)));
    expect(claims.filter((each) => each.ok)).toHaveLength(1);
    expect(await readApproval(deps, target(approval.id))).toMatchObject({ state: "executing", attempt: 1 });
  });

  it("a claim is for the instance that asked only", async () => {
    const approval = await ask();
    await vote(approval.id, org.members.ana);
    const other = { ...principalOf(org), instanceId: null, instanceName: "outreach-8" };
    expect(await claim(approval.id, other)).toEqual({ ok: false, reason: "unknown" });
    expect(await readOwnApproval(deps, { ...target(approval.id), principal: other })).toBeNull();
  });

  it("a claim given back can be claimed again as the next attempt, and only by its holder", async () => {
    const approval = await ask();
    await vote(approval.id, org.members.ana);
    await claim(approval.id);
    const back = { ...target(approval.id), attempt: 1, reason: "limit reached" };
    expect(await giveBackApproval(deps, back)).toMatchObject({ state: "approved" });
    expect(await claim(approval.id)).toMatchObject({ ok: true, attempt: 2 });
    expect(await giveBackApproval(deps, back)).toBeNull();
    await setTimes(stores, approval.id, { permitInMs: -1 });
    expect(await giveBackApproval(deps, { ...back, attempt: 2 })).toMatchObject({ state: "lapsed" });
  });

  it("an approved call nobody comes for lapses, unless its agent asks for it", async () => {
    const kept = await ask();
    const left = await ask();
    for (const approval of [kept, left]) {
      await vote(approval.id, org.members.ana);
      await setTimes(stores, approval.id, { permitInMs: 60_000 });
    }
    expect(await extendPermit(deps, target(kept.id))).toBeGreaterThan(Date.now() + 800_000);
    await setTimes(stores, left.id, { permitInMs: -1 });
    expect(await claim(left.id)).toMatchObject({ ok: false, approval: { state: "lapsed" } });
    expect(await extendPermit(deps, target(left.id))).toBeNull();
    await setTimes(stores, kept.id, { permitInMs: -1 });
    expect(await lapseApprovals({ db: stores.worker }, 100)).toBe(1);
  });

  it("withdrawing ends what hasn't begun, only for its own agent, and twice is answered the same", async () => {
    const approval = await ask();
    const cancel = {
      ...target(approval.id),
      reason: "withdrawn",
      actor: { kind: "system" as const, id: null, name: "outreach" },
      principal: principalOf(org),
      attempt: null,
    };
    const stranger = { agentId: "agt_other", instanceId: null, instanceName: "x" };
    expect(await cancelApproval(deps, { ...cancel, principal: stranger })).toEqual({ ok: false, reason: "unknown" });
    expect(await cancelApproval(deps, cancel)).toMatchObject({ ok: true, approval: { reason: "withdrawn" } });
    expect(await cancelApproval(deps, cancel)).toMatchObject({ ok: true });
    const running = await ask();
    await vote(running.id, org.members.ana);
    await claim(running.id);
    const late = { ...cancel, ...target(running.id) };
    expect(await cancelApproval(deps, late)).toMatchObject({ ok: false, reason: "too_late" });
    expect(await cancelApproval(deps, { ...late, attempt: 1, reason: "policy now denies" })).toMatchObject({
      ok: true,
    });
  });

  it("a holder of a claim may note the delivery before the record ends it, and giving back takes it back", async () => {
    const approval = await ask();
    await vote(approval.id, org.members.ana);
    expect(await markDelivered(deps, target(approval.id))).toBe(false);
    await claim(approval.id);
    expect(await markDelivered(deps, target(approval.id))).toBe(true);
    const returned = await giveBackApproval(deps, { ...target(approval.id), attempt: 1, reason: "nothing ran" });
    expect(returned).toMatchObject({ state: "approved", deliveredAtMs: null });
  });

  it("delivery is noted once, and only of what has ended", async () => {
    const approval = await ask();
    expect(await markDelivered(deps, target(approval.id))).toBe(false);
    await vote(approval.id, org.members.ana, "deny");
    expect(await markDelivered(deps, target(approval.id))).toBe(true);
    expect(await markDelivered(deps, target(approval.id))).toBe(false);
  });

  it("an approval whose requirement can't be read can't be decided", async () => {
    const approval = await ask();
    await stores.worker.system(async ({ tx }) => {
      await tx.$executeRaw`UPDATE approvals SET requirement = '{"rules":[]}'::jsonb WHERE id = ${approval.id}`;
    });
    const answer = await vote(approval.id, org.members.ana);
    expect(answer).toMatchObject({ ok: false, refusal: { code: "platform.decision.unavailable" } });
  });

  it("another organization finds nothing of it", async () => {
    const approval = await ask();
    const other = await makeOrganization(stores);
    const elsewhere = { organizationId: other.id, approvalId: approval.id };
    expect(await readApproval(deps, elsewhere)).toBeNull();
    expect(await vote(approval.id, other.members.ana, "approve", other)).toMatchObject({
      ok: false,
      refusal: { code: "request.target.unknown" },
    });
    expect(await claimApproval(deps, { ...elsewhere, principal: principalOf(org), leaseMs: 1 })).toMatchObject({
      ok: false,
    });
    expect(await expireApproval(deps, elsewhere)).toBe(false);
  });

  it("pages of the list join without gap or repeat, and an approver sees only what names them", async () => {
    const listed = await makeOrganization(stores);
    const rule = { ruleId: "r", by: ["role:approver"], quorum: 1, denyQuorum: 1, distinct: false };
    const made: string[] = [];
    for (let each = 0; each < 7; each += 1) {
      const requirement = each % 2 === 0 ? requirementOf() : requirementOf({ rules: [rule] });
      made.unshift((await ask({ requirement }, listed)).id);
    }
    const query = { organizationId: listed.id, tab: "waiting", limit: 3, entitledUserId: null } as const;
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listApprovals>> = await listApprovals(deps, { ...query, cursor });
      seen.push(...page.approvals.map((approval) => approval.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(made);
    const own = { organizationId: listed.id, entitledUserId: listed.members.cy.userId };
    expect((await listApprovals(deps, { ...query, ...own, limit: 50, cursor: null })).approvals).toHaveLength(3);
    expect(await countWaitingApprovals(deps, own)).toBe(3);
    const first = seen[0] ?? "";
    const viewed = { organizationId: listed.id, approvalId: first, userId: listed.members.ana.userId };
    expect(await readApprovalAs(deps, viewed)).toMatchObject({ canDecide: true, voted: null });
    expect(await readApprovalAs(deps, { ...viewed, userId: listed.members.cy.userId })).toMatchObject({
      canDecide: false,
    });
  });

  it("a decision is said live after it is committed", async () => {
    const heard: { org: string; state: string }[] = [];
    const announcing: ApprovalDeps = {
      db: stores.db,
      announce: async (place, message) => {
        if (message.type === "approval") heard.push({ org: place.org, state: message.state });
        throw new Error("Redis is away");
      },
    };
    const { approval } = await requestApproval(announcing, requestOf(org, "live@acme.io"));
    const decided = await decideApproval(announcing, {
      ...target(approval.id),
      userId: org.members.ana.userId,
      decision: "approve",
      reason: null,
      channel: "web",
    });
    expect(decided.ok).toBe(true);
    expect(heard).toEqual([
      { org: org.id, state: "pending" },
      { org: org.id, state: "approved" },
    ]);
  });
});
