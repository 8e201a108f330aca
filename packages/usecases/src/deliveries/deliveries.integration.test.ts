import { writeOccasion } from "@countersign/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { decideApproval } from "../approvals/decide.ts";
import { escalateDueApprovals } from "../approvals/escalate.ts";
import { requestApproval } from "../approvals/request.ts";
import {
  makeOrganization,
  openStores,
  requestOf,
  requirementOf,
  setTimes,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { type Delivered, type DeliveryChannel, type DeliveryJob, deliverDue } from "./deliver.ts";
import { followWithDeliveries, type PlanDeps, planDeliveries } from "./plan.ts";
import { listParked, readDeliveries, resendParked } from "./read.ts";
import { tellDelegate } from "./tell-delegate.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const SENT: Delivered = { kind: "sent", externalId: "C1/1.5" };

describe("what people are told of an approval", () => {
  let stores: TestStores;
  let org: TestOrganization;
  let calls = 0;

  let planning: PlanDeps;

  beforeAll(async () => {
    stores = await openStores();
    planning = { db: stores.worker, mostAnnounced: 100 };
  });
  beforeEach(async () => {
    await stores.worker.system(
      ({ tx }) => tx.$executeRaw`UPDATE deliveries SET state = 'dropped' WHERE state <> 'digested'`,
    );
    org = await makeOrganization(stores);
  });
  afterAll(() => stores?.close());

  /** A far side that answers what it is told to and keeps what it was given. */
  function far(channel: DeliveryChannel["channel"], answers: Delivered[] = []) {
    const jobs: DeliveryJob[] = [];
    const deliver = async (job: DeliveryJob): Promise<Delivered> => {
      jobs.push(job);
      return answers.shift() ?? SENT;
    };
    return { channel, deliver, jobs };
  }
  const send = (...channels: DeliveryChannel[]) =>
    deliverDue({ db: stores.worker, channels, random: () => 0, onTrouble: () => undefined }, 50);
  /** They are sent side by side, so in no order. */
  const occasionsOf = ({ jobs }: { readonly jobs: readonly DeliveryJob[] }) =>
    jobs.map(({ occasion }) => writeOccasion(occasion)).sort();
  const makeDue = () =>
    stores.worker.system(({ tx }) => tx.$executeRaw`UPDATE deliveries SET "dueAt" = now() WHERE state = 'waiting'`);

  async function asked(notify: string[]) {
    calls += 1;
    const request = requestOf(org, `n${calls}@acme.io`, { requirement: requirementOf({ notify }) });
    const { approval } = await requestApproval({ db: stores.db }, request);
    const target = { organizationId: org.id, approvalId: approval.id };
    await planDeliveries(planning, target, { kind: "asked" });
    return target;
  }
  const decide = (approvalId: string, userId: string) =>
    decideApproval(
      { db: stores.db },
      { organizationId: org.id, approvalId, userId, decision: "approve", reason: null, channel: "web" },
    );

  it("everybody who may decide gets one message, however often it is planned and whoever sends it", async () => {
    const target = await asked(["email:members", "web"]);
    expect(await planDeliveries(planning, target, { kind: "asked" })).toBe(0);
    const email = far("email");
    await Promise.all([send(email), send(email), send(email)]);
    const { owner, ana, bo } = org.members;
    expect(email.jobs.map((job) => job.recipient?.email).sort()).toEqual(
      [owner, ana, bo].map((member) => member.email).sort(),
    );
    expect(await send(email)).toBe(0);
  });

  it("P37: what an agent asks beyond its number is told in one message that counts all of it, others' as ever", async () => {
    planning = { db: stores.worker, mostAnnounced: 2 };
    const targets = [];
    for (let each = 0; each < 6; each += 1)
      targets.push(await asked(["email:members", "slack:#sales", "webhook:pager"]));
    await Promise.all(targets.map((target) => planDeliveries(planning, target, { kind: "asked" })));
    const [slack, email, webhook] = [far("slack"), far("email"), far("webhook")];
    await makeDue();
    await send(slack, email, webhook);
    expect(occasionsOf(slack)).toEqual(["asked", "asked", "flood:1"]);
    expect(slack.jobs.find(({ digest }) => digest)?.digest).toEqual({ approvals: 4, waiting: 4 });
    expect(occasionsOf(email).filter((occasion) => occasion === "asked")).toHaveLength(6);
    expect(email.jobs.flatMap(({ digest }) => digest ?? [])).toEqual(Array(3).fill({ approvals: 4, waiting: 4 }));
    expect(occasionsOf(webhook)).toEqual(Array(6).fill("asked"));
    // Each is told of itself, or counted.
    for (const target of targets) {
      const told = await readDeliveries({ db: stores.db }, target);
      const toldAs = told.filter(({ occasion, channel }) => occasion === "asked" && channel === "slack");
      expect(toldAs).toMatchObject([{ state: targets.indexOf(target) < 2 ? "sent" : "digested" }]);
    }
    // It goes on in its place, not at once; a mail is followed by another, not at once either.
    await asked(["email:members", "slack:#sales"]);
    const last = targets[5];
    if (last) {
      await decide(last.approvalId, org.members.ana.userId);
      await followWithDeliveries({ db: stores.worker }, { ...last, state: "approved" });
    }
    await send(slack, email);
    expect([slack.jobs.length, email.jobs.length]).toEqual([3, 9]);
    await makeDue();
    await send(slack, email);
    expect(slack.jobs.at(-1)).toMatchObject({ externalId: "C1/1.5", digest: { approvals: 5, waiting: 4 } });
    expect([slack.jobs.length, email.jobs.length]).toEqual([4, 12]);
    // Another agent's approval is told as ever.
    org = await makeOrganization(stores);
    await asked(["slack:#sales"]);
    await send(slack);
    expect(slack.jobs.at(-1)?.occasion).toEqual({ kind: "asked" });
    planning = { db: stores.worker, mostAnnounced: 100 };
  });

  it("a new occasion is a new message, the same one isn't", async () => {
    const target = await asked(["slack:#sales"]);
    const slack = far("slack");
    for (const revision of [2, 2, 3]) await planDeliveries(planning, target, { kind: "revised", revision });
    await send(slack);
    expect(occasionsOf(slack)).toEqual(["asked", "revised:2", "revised:3"]);
  });

  it("who stands in for somebody hears of what waits for them, once, and only while they do", async () => {
    const { ana, cy } = org.members;
    const [first, second] = [await asked(["email:members", "slack:#sales"]), await asked(["email:members"])];
    const standingIn = { organizationId: org.id, userId: ana.userId, delegateId: cy.userId };
    const email = far("email");
    await send(email, far("slack"));
    await tellDelegate(planning, standingIn);
    expect(await send(email, far("slack"))).toBe(0);
    const away = { awayFrom: new Date(0), awayUntil: new Date(Date.now() + 3_600_000), awayDelegateId: cy.userId };
    await stores.worker.system(({ tx }) => tx.member.update({ where: { id: ana.memberId }, data: away }));
    email.jobs.length = 0;
    for (let again = 0; again < 2; again += 1) await tellDelegate(planning, standingIn);
    await send(email, far("slack"));
    expect(email.jobs.map(({ approval, recipient }) => `${approval.id} ${recipient?.userId}`).sort()).toEqual(
      [first, second].map(({ approvalId }) => `${approvalId} ${cy.userId}`).sort(),
    );
    expect(await send(email, far("slack"))).toBe(0);
  });

  it("who is asked later is told then, and who was asked before isn't told again", async () => {
    calls += 1;
    const rule = { ruleId: "r", by: ["role:approver"], quorum: 1, denyQuorum: 1, distinct: false };
    const rules = [{ ...rule, escalate: { afterMs: 60_000, by: ["role:admin", "role:approver"] } }];
    const requirement = requirementOf({ rules, notify: ["email:members", "slack:#sales"] });
    const request = requestOf(org, `n${calls}@acme.io`, { requirement });
    const { approval } = await requestApproval({ db: stores.db }, request);
    const target = { organizationId: org.id, approvalId: approval.id };
    await planDeliveries(planning, target, { kind: "asked" });
    await setTimes(stores, approval.id, { escalatesInMs: -1 });
    await escalateDueApprovals({ db: stores.worker }, 10);
    await planDeliveries(planning, target, { kind: "escalated", afterMs: 60_000 });
    const [email, slack] = [far("email"), far("slack")];
    await send(email, slack);
    const { ana, bo, cy } = org.members;
    expect(email.jobs.map((job) => `${job.occasion.kind} ${job.recipient?.userId}`).sort()).toEqual(
      [`asked ${cy.userId}`, `escalated ${ana.userId}`, `escalated ${bo.userId}`].sort(),
    );
    expect(slack.jobs.map((job) => job.occasion.kind).sort()).toEqual(["asked", "escalated"]);
  });

  it("trouble that passes is waited for, as long as the far side says; nothing else is asked meanwhile", async () => {
    const target = await asked(["slack:#sales"]);
    const slack = far("slack", [{ kind: "later", problem: "rate limited", afterMs: 3_600_000 }]);
    await send(slack);
    expect(await send(slack)).toBe(0);
    const [waiting] = await readDeliveries({ db: stores.db }, target);
    expect(waiting).toMatchObject({ state: "waiting", problem: "rate limited", sentAtMs: null });
    expect((waiting?.nextTryAtMs ?? 0) - Date.now()).toBeGreaterThan(3_000_000);
    await makeDue();
    await send(slack);
    expect(slack.jobs.map((job) => job.attempts)).toEqual([1, 2]);
    expect((await readDeliveries({ db: stores.db }, target))[0]).toMatchObject({ state: "sent", problem: null });
  });

  it("what the channel refuses is parked, said so, and sent again when a person asks", async () => {
    const target = await asked(["slack:#gone"]);
    const slack = far("slack", [{ kind: "refused", problem: "channel_not_found" }]);
    await send(slack);
    const [parked] = await readDeliveries({ db: stores.db }, target);
    expect(parked).toMatchObject({ state: "parked", problem: "channel_not_found", nextTryAtMs: null });
    const actor = { kind: "user", id: org.members.ana.userId, name: "ana" } as const;
    const again = { ...target, deliveryId: parked?.id ?? "", actor };
    expect(await resendParked({ db: stores.db }, again)).toEqual({ ok: true });
    expect(await resendParked({ db: stores.db }, again)).toMatchObject({ ok: false });
    await send(slack);
    expect(slack.jobs).toHaveLength(2);
  });

  it("all that channels refused is listed for its organization only, newest first, by channel and page by page", async () => {
    const refused: Delivered = { kind: "refused", problem: "no such place" };
    const first = await asked(["slack:#a", "email:gone@partner.org"]);
    const second = await asked(["slack:#b"]);
    await send(far("slack", [refused, refused]), far("email", [refused]));
    const ask = (query: { channel?: "slack"; limit: number; cursor?: string | null }) =>
      listParked({ db: stores.db }, { organizationId: org.id, channel: null, cursor: null, ...query });
    const page = await ask({ limit: 2 });
    const rest = await ask({ limit: 2, cursor: page.nextCursor });
    expect([...page.messages, ...rest.messages].map((each) => `${each.approvalId} ${each.to}`)).toEqual([
      `${second.approvalId} #b`,
      `${first.approvalId} #a`,
      `${first.approvalId} gone@partner.org`,
    ]);
    expect(rest.nextCursor).toBeNull();
    expect(page.counts).toEqual([
      { channel: "email", count: 1 },
      { channel: "slack", count: 2 },
    ]);
    expect((await ask({ channel: "slack", limit: 5 })).messages.map(({ to }) => to)).toEqual(["#b", "#a"]);
    const stranger = await makeOrganization(stores);
    expect(
      await listParked({ db: stores.db }, { organizationId: stranger.id, channel: null, limit: 5, cursor: null }),
    ).toEqual({ messages: [], counts: [], nextCursor: null });
  });

  it("people are named, and who has left isn't", async () => {
    const target = await asked(["email:members"]);
    const { ana, bo, owner } = org.members;
    await stores.worker.system(({ tx }) =>
      tx.member.update({ where: { id: ana.memberId }, data: { removedAt: new Date() } }),
    );
    const told = (await readDeliveries({ db: stores.db }, target)).map(({ to }) => to);
    const nameOf = (userId: string) =>
      stores.worker.system(({ tx }) => tx.user.findUniqueOrThrow({ where: { id: userId } }));
    const names = await Promise.all([bo, owner].map(async ({ userId }) => (await nameOf(userId)).name));
    expect(told.filter((name) => name !== null).sort()).toEqual(names.sort());
    expect(told.filter((name) => name === null)).toHaveLength(1);
  });

  it("a sender that dies while sending leaves the message to another, which can tell", async () => {
    await asked(["slack:#sales"]);
    const dying = far("slack");
    dying.deliver = () => Promise.reject(new Error("the process ends here"));
    await expect(send(dying)).rejects.toThrow();
    const next = far("slack");
    expect(await send(next)).toBe(0);
    await makeDue();
    await send(next);
    expect(next.jobs.map((job) => job.attempts)).toEqual([2]);
  });

  it.each([
    ["from the first try on", 0],
    ["after tries that failed", 7],
  ])(
    "P78: a message that breaks its sender each time, %s, is parked with an alarm; others go out",
    async (_, failing) => {
      const target = await asked(["slack:#poison", "slack:#sales"]);
      const slack = far("slack");
      const sent: string[] = [];
      slack.deliver = async (job) => {
        if (job.target === "#poison" && job.attempts <= failing) return { kind: "later", problem: "it is busy" };
        if (job.target === "#poison") throw new Error("the process ends here");
        sent.push(job.target);
        return SENT;
      };
      const alarms: string[] = [];
      const onTrouble = (row: { readonly target: string }, _problem: string, isParked: boolean) => {
        if (isParked) alarms.push(row.target);
      };
      const deps = { db: stores.worker, channels: [slack], random: () => 0, onTrouble };
      for (let tries = 0; tries < failing; tries += 1) {
        await deliverDue(deps, 50);
        await makeDue();
      }
      for (let tries = 0; tries < 5; tries += 1) {
        await expect(deliverDue(deps, 50)).rejects.toThrow("the process ends here");
        await makeDue();
      }
      expect(alarms).toEqual([]);
      await deliverDue(deps, 50);
      expect(alarms).toEqual(["#poison"]);
      expect(sent).toContain("#sales");
      const states = (await readDeliveries({ db: stores.db }, target)).map(({ to, state }) => `${to} ${state}`);
      expect(states.sort()).toEqual(["#poison parked", "#sales sent"]);
      expect(await deliverDue(deps, 50)).toBe(0);
    },
  );

  it("nobody is asked about what was decided before the message could leave", async () => {
    const target = await asked(["email:members"]);
    await decide(target.approvalId, org.members.ana.userId);
    const email = far("email");
    await send(email);
    expect(email.jobs).toEqual([]);
    expect((await readDeliveries({ db: stores.db }, target)).map((each) => each.state)).toEqual(
      Array.from({ length: 3 }, () => "dropped"),
    );
  });

  it("somebody who left, or lost the role, isn't told", async () => {
    await asked(["email:members"]);
    const { ana, bo, owner } = org.members;
    await stores.worker.system(async ({ tx }) => {
      await tx.member.update({ where: { id: ana.memberId }, data: { removedAt: new Date() } });
      await tx.member.update({ where: { id: bo.memberId }, data: { role: "auditor" } });
    });
    const email = far("email");
    await send(email);
    expect(email.jobs.map((job) => job.recipient?.userId)).toEqual([owner.userId]);
  });

  it("a message on Slack is changed in place with each move, and a change that comes while it is sent isn't lost", async () => {
    const target = await asked(["slack:#sales"]);
    const slack = far("slack");
    slack.deliver = async (job) => {
      slack.jobs.push(job);
      if (slack.jobs.length === 1) {
        await decide(target.approvalId, org.members.ana.userId);
        await followWithDeliveries({ db: stores.worker }, { ...target, state: "approved" });
      }
      return SENT;
    };
    await send(slack);
    await send(slack);
    expect(slack.jobs.map((job) => [job.externalId, job.approval.state])).toEqual([
      [null, "pending"],
      ["C1/1.5", "approved"],
    ]);
    expect(await send(slack)).toBe(0);
  });

  it("whoever was asked by mail hears once what became of it, but not who decided it themselves", async () => {
    const target = await asked(["email:members"]);
    const email = far("email");
    await send(email);
    await decide(target.approvalId, org.members.ana.userId);
    for (const state of ["approved", "executing", "approved"]) {
      await followWithDeliveries({ db: stores.worker }, { ...target, state });
    }
    email.jobs.length = 0;
    await send(email);
    const told = email.jobs.map(({ recipient, occasion }) => `${recipient?.name} ${writeOccasion(occasion)}`).sort();
    expect(told).toEqual(["bo became:approved", "owner became:approved"]);
  });

  it("a webhook hears each state once; mailboxes that weren't asked hear none of it", async () => {
    const target = await asked(["webhook:pager", "email:members"]);
    for (const state of ["approved", "executing", "approved"]) {
      await followWithDeliveries({ db: stores.worker }, { ...target, state });
    }
    const webhook = far("webhook");
    await send(webhook);
    expect(occasionsOf(webhook)).toEqual(["asked", "became:approved", "became:executing"]);
  });

  it("another organization's approval is nobody's business", async () => {
    const target = await asked(["email:members"]);
    const stranger = await makeOrganization(stores);
    expect(await readDeliveries({ db: stores.db }, { ...target, organizationId: stranger.id })).toEqual([]);
    expect(await planDeliveries(planning, { ...target, organizationId: stranger.id }, { kind: "asked" })).toBe(0);
  });
});
