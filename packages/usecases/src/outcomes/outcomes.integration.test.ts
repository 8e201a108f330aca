import type { Admission, AdmitItem, Place } from "@countersign/admission";
import type { CallRecord } from "@countersign/contracts";
import { calendarWindows } from "@countersign/core";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { claimApproval } from "../approvals/claim.ts";
import { decideApproval } from "../approvals/decide.ts";
import { readApproval } from "../approvals/read.ts";
import { requestApproval } from "../approvals/request.ts";
import {
  makeOrganization,
  principalOf,
  publishText,
  requestOf,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { openOrganization } from "../audit/open-organization.ts";
import { callRecordOf } from "../audit/test-records.ts";
import { openShard, type TestShard } from "../audit/test-shard.ts";
import { recountLimits } from "../limits/recount.ts";
import { countOpenOutcomes, listOutcomes } from "./list.ts";
import { type Resolution, resolveOutcome } from "./resolve.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ANA = { kind: "user", id: "usr_ana", name: "Ana" } as const;
const SCOPE = { kind: "agent", id: "agt_1" } as const;
const RESERVED = 400n;
const ASKING = `version: 1
rules:
  - { id: mail, agents: [outreach], operations: [demo.send_email], effect: require_approval, approval: { by: [role:admin] } }
`;
const DENYING = `version: 1
rules:
  - { id: mail, agents: [outreach], operations: [demo.send_email], effect: deny }
`;

describe("calls whose outcome is unknown", () => {
  let shard: TestShard;
  let stores: TestStores;
  let admission: Admission;
  let inspector: Redis;
  let write: () => Promise<void>;

  beforeAll(async () => {
    shard = await openShard();
    ({ stores, admission, inspector, write } = shard);
  });
  afterAll(() => shard?.close());

  interface Lost {
    readonly place: Place;
    readonly item: AdmitItem;
    readonly unknown: CallRecord;
  }

  /** A call that people approved, and that its agent has come for. */
  interface ApprovedCall {
    readonly organization: TestOrganization;
    readonly id: string;
  }

  /** A call that was approved under a policy, sent, and never came back. */
  async function lostApproved(policy: string): Promise<Lost & ApprovedCall> {
    const organization = await makeOrganization(stores);
    await publishText(stores, organization, policy);
    const deps = { db: stores.db };
    const { id } = (await requestApproval(deps, requestOf(organization, "kim@acme.io"))).approval;
    const at = { organizationId: organization.id, approvalId: id };
    const { userId } = organization.members.ana;
    await decideApproval(deps, { ...at, userId, decision: "approve", reason: null, channel: "web" });
    const claim = { ...at, principal: principalOf(organization), leaseMs: 60_000 };
    expect(await claimApproval(deps, claim)).toMatchObject({ ok: true, attempt: 1 });
    return { ...(await lostCall("gone", { organization, id })), organization, id };
  }

  /**
   * A call that was sent and never came back: a limit of calls and one of spend have counted it. Its gateway is gone, or
   * has given up waiting.
   */
  async function lostCall(by: "gone" | "gave up" = "gone", approved?: ApprovedCall): Promise<Lost> {
    const { id } = approved?.organization ?? (await makeOrganization(stores));
    const place = { org: id, shard: 0 };
    expect(await openOrganization({ db: stores.worker, admission }, place)).toBe("OPENED");
    const windows = calendarWindows("total", "UTC", Date.now());
    const base = { rule: "rule-a", scope: SCOPE, windows };
    const limits: AdmitItem["limits"] = [
      { kind: "calls", id: "a", max: 9n, ...base },
      { kind: "spend", id: "b", max: 1_000n, reserveMicros: RESERVED, ...base },
    ];
    const touch = (kind: "calls" | "spend", amount: bigint) => {
      const window = { windowId: windows.present.id, windowEndMs: windows.present.endMs };
      return { id: kind, kind, rule: "rule-a", name: null, scope: SCOPE, ...window, amount: amount.toString() };
    };
    const unknown: CallRecord = {
      ...callRecordOf(place.org),
      ...(approved && { callId: `${approved.id}.1`, approvalId: approved.id, attempt: 1 }),
      outcome: "unknown",
      costMicros: RESERVED.toString(),
      reservedMicros: RESERVED.toString(),
      limits: [touch("calls", 1n), touch("spend", RESERVED)],
    };
    const { callId } = unknown;
    const standing = { ...place, snapshotVersion: 1, killKeys: [], callId };
    const item = { ...standing, limits, leaseMs: 60_000, unknownRecord: JSON.stringify(unknown) };
    expect((await admission.admit(item)).kind).toBe("OK");
    if (by === "gave up") {
      await admission.settle({ ...place, callId, record: JSON.stringify(unknown), actualMicros: RESERVED });
    } else {
      await inspector.zadd(`{s00}:${place.org}:leases`, "XX", 1, callId);
      await admission.reapLapsed(place);
    }
    await write();
    return { place, item, unknown };
  }

  const resolve = ({ place, unknown }: Lost, change: Partial<Resolution> = {}) =>
    resolveOutcome(
      { db: stores.db, hot: admission },
      {
        organizationId: place.org,
        recordId: unknown.id,
        as: "ran",
        costMicros: null,
        note: "the mail is in the outbox of the provider",
        actor: ANA,
        ...change,
      },
    );
  const list = (organizationId: string, tab: "open" | "ended" = "open") =>
    listOutcomes({ db: stores.db }, { organizationId, tab, limit: 10, cursor: null });
  const counted = async ({ place }: Lost) => {
    const keys = (await inspector.keys(`{s00}:${place.org}:limit:*`)).sort();
    return (await inspector.mget(...keys)).map(Number).sort((a, b) => a - b);
  };
  /** Counters, ledger and records agree. */
  async function expectExact({ place }: Lost): Promise<void> {
    const asked = { organizationId: place.org, isFix: false, actor: ANA };
    const recounted = await recountLimits({ db: stores.worker, admission }, asked);
    expect(recounted).toMatchObject({ kind: "RECOUNTED", differences: [], ledgerFaults: [] });
  }

  it("wait in an inbox of their own until a person says what became of them, in a record that names who", async () => {
    const lost = await lostCall();
    const { org } = lost.place;
    expect((await list(org)).outcomes).toMatchObject([{ record: { id: lost.unknown.id }, ending: null }]);
    expect(await countOpenOutcomes({ db: stores.db }, org)).toBe(1);
    const resolved = await resolve(lost);
    await write();
    expect(await countOpenOutcomes({ db: stores.db }, org)).toBe(0);
    const [ended] = (await list(org, "ended")).outcomes;
    expect(resolved).toEqual({ ok: true, recordId: ended?.endRecordId, approvalId: null });
    expect(ended).toMatchObject({ ending: "ran", record: { id: lost.unknown.id } });
    const stored = await stores.worker.system(({ tx }) =>
      tx.auditRecord.findFirst({ where: { id: ended?.endRecordId ?? "" } }),
    );
    expect(stored?.record).toMatchObject({
      callId: lost.unknown.callId,
      outcome: "succeeded",
      costMicros: "400",
      resolves: { recordId: lost.unknown.id, by: ANA, as: "ran", note: expect.stringContaining("outbox") },
    });
    expect(await counted(lost)).toEqual([1, 400]);
    await expectExact(lost);
  });

  it.each<[string, Partial<Resolution>, number[]]>([
    ["what ran for less gives the rest back", { as: "ran", costMicros: 150n }, [1, 150]],
    ["what ran for nothing costs nothing", { as: "ran", costMicros: 0n }, [0, 1]],
    ["what did not run gives everything back, its place among the calls too", { as: "did_not_run" }, [0, 0]],
  ])("%s", async (_name, change, left) => {
    const lost = await lostCall();
    expect(await resolve(lost, change)).toMatchObject({ ok: true });
    expect(await counted(lost)).toEqual(left);
    await expectExact(lost);
    await write();
    expect(await counted(lost)).toEqual(left);
    await expectExact(lost);
  });

  it("what its own gateway has ended as unknown is resolved too, once", async () => {
    const lost = await lostCall("gave up");
    const answers = await Promise.all([resolve(lost, { as: "did_not_run" }), resolve(lost, { as: "did_not_run" })]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(await counted(lost)).toEqual([0, 0]);
    await write();
    await expectExact(lost);
    expect((await list(lost.place.org, "ended")).outcomes).toMatchObject([{ ending: "did_not_run" }]);
  });

  it("spend is put right long after Redis has forgotten the call, too", async () => {
    const lost = await lostCall();
    await inspector.del(`{s00}:${lost.place.org}:done:${lost.unknown.callId}`);
    expect(await resolve(lost, { as: "did_not_run" })).toMatchObject({ ok: true });
    await write();
    expect(await counted(lost)).toEqual([0, 0]);
    await expectExact(lost);
  });

  it("of many who say it at once, one is heard, and spend is corrected once", async () => {
    const lost = await lostCall();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => resolve(lost, { as: index % 2 === 0 ? "did_not_run" : "ran" })),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.code]));
    expect(new Set(refusals)).toEqual(new Set(["call.outcome.final"]));
    await write();
    await expectExact(lost);
    expect(await resolve(lost)).toMatchObject({ ok: false, refusal: { code: "call.outcome.final" } });
  });

  const approvalOf = (organizationId: string, approvalId: string) =>
    readApproval({ db: stores.db }, { organizationId, approvalId });

  it.each([
    ["ran", [1, 400]],
    ["did_not_run", [0, 0]],
  ] as const)("P27: one that %s runs again only by new votes, as the policy asks now", async (as, left) => {
    const lost = await lostApproved(ASKING);
    await publishText(stores, lost.organization, ASKING.replace("role:admin", "role:owner"));
    const resolved = await resolve(lost, { as, again: true });
    if (!resolved.ok || resolved.approvalId === null) throw new Error("no approval was opened");
    const { approvalId } = resolved;
    expect(await approvalOf(lost.place.org, lost.id)).toMatchObject({ state: "unknown" });
    expect(await approvalOf(lost.place.org, approvalId)).toMatchObject({
      state: "pending",
      votes: [],
      linkedFromId: lost.id,
      argumentsText: '{"to":"kim@acme.io"}',
      requirement: { rules: [{ by: ["role:owner"] }] },
    });
    // Whose vote let it through before has none now; the agent's repeat of the call is this approval.
    const vote = { organizationId: lost.place.org, approvalId, decision: "approve", reason: null } as const;
    const { ana, owner } = lost.organization.members;
    const refused = await decideApproval({ db: stores.db }, { ...vote, userId: ana.userId, channel: "web" });
    expect(refused).toMatchObject({ ok: false, refusal: { code: "approval.vote.forbidden" } });
    const repeat = await requestApproval({ db: stores.db }, requestOf(lost.organization, "kim@acme.io"));
    expect(repeat).toMatchObject({ joined: true, approval: { id: approvalId } });
    await decideApproval({ db: stores.db }, { ...vote, userId: owner.userId, channel: "web" });
    const claim = { organizationId: lost.place.org, approvalId, principal: principalOf(lost.organization) };
    const claims = await Promise.all(
      [1, 2, 3].map(() => claimApproval({ db: stores.db }, { ...claim, leaseMs: 60_000 })),
    );
    expect(claims.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await counted(lost)).toEqual(left);
    await expectExact(lost);
  });

  it("of many who want it again at once one approval is opened, and what can't be asked again says nothing", async () => {
    const lost = await lostApproved(ASKING);
    await publishText(stores, lost.organization, DENYING);
    const refused = { ok: false, refusal: { code: "call.again.refused" } };
    expect(await resolve(lost, { again: true })).toMatchObject(refused);
    expect(await resolve(await lostCall(), { again: true })).toMatchObject(refused);
    expect((await list(lost.place.org)).outcomes).toHaveLength(1);
    await publishText(stores, lost.organization, ASKING);
    const answers = await Promise.all(Array.from({ length: 10 }, () => resolve(lost, { again: true })));
    const opened = answers.flatMap((answer) => (answer.ok ? [answer.approvalId] : []));
    expect(opened).toEqual([expect.stringMatching(/^apr_/)]);
    const waiting = await stores.worker.system(({ tx }) =>
      tx.approval.count({ where: { organizationId: lost.place.org, state: "pending" } }),
    );
    expect(waiting).toBe(1);
  });

  it("the call's own end that comes late settles it, and nobody is asked any more", async () => {
    const lost = await lostCall();
    const { org, shard } = lost.place;
    const limits = lost.unknown.limits.map((limit) => (limit.kind === "spend" ? { ...limit, amount: "90" } : limit));
    const own = { ...lost.unknown, id: `${lost.unknown.id}-late`, outcome: "succeeded", costMicros: "90", limits };
    const { callId } = lost.unknown;
    await admission.amend({ org, shard, callId, record: JSON.stringify(own), actualMicros: 90n });
    expect(await resolve(lost)).toMatchObject({ ok: false, refusal: { code: "call.outcome.final" } });
    await write();
    expect((await list(org, "ended")).outcomes).toMatchObject([{ ending: "late" }]);
    await expectExact(lost);
  });

  it("a price above what was set aside, another's call and one that is known are refused, and nothing changes", async () => {
    const lost = await lostCall();
    const stranger = await makeOrganization(stores);
    expect(await resolve(lost, { costMicros: RESERVED + 1n })).toMatchObject({
      ok: false,
      refusal: { code: "request.body.invalid", problems: [{ path: "cost" }] },
    });
    for (const change of [{ organizationId: stranger.id }, { recordId: "rec_none" }]) {
      expect(await resolve(lost, change)).toMatchObject({ ok: false, refusal: { code: "request.target.unknown" } });
    }
    await write();
    expect(await counted(lost)).toEqual([1, 400]);
    expect((await list(stranger.id)).outcomes).toEqual([]);
  });
});
