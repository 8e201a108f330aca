import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { planDeliveries } from "../deliveries/plan.ts";
import { claimApproval } from "./claim.ts";
import { decideApproval } from "./decide.ts";
import { editApproval } from "./edit.ts";
import type { ApprovalDeps } from "./moves.ts";
import { requestApproval } from "./request.ts";
import {
  makeOrganization,
  openStores,
  principalOf,
  publishText,
  requestOf,
  requirementOf,
  setTimes,
  type TestMember,
  type TestOrganization,
  type TestStores,
} from "./test-organization.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const ASKING = "by: [role:admin, role:owner], allow_edit: true";
const POLICY = `version: 1
rules:
  - { id: send-email, agents: [outreach], operations: [demo.send_email], effect: require_approval, approval: { ${ASKING}, quorum: 2 } }
  - { id: never-rivals, agents: [outreach], operations: [demo.send_email], effect: deny, when: "args.to.endsWith('@rival.test')" }
  - { id: owner-for-press, agents: [outreach], operations: [demo.send_email], when: "args.to.endsWith('@press.test')",
      effect: require_approval, approval: { by: [role:owner], allow_edit: true } }
`;

describe("an approver who changes the call", () => {
  let stores: TestStores;
  let deps: ApprovalDeps;
  let org: TestOrganization;

  beforeAll(async () => {
    stores = await openStores();
    deps = { db: stores.db };
  });
  beforeEach(async () => {
    org = await makeOrganization(stores);
    await publishText(stores, org, POLICY);
  });
  afterAll(async () => stores?.close());

  const requirement = requirementOf({
    allowEdit: true,
    rules: [{ ruleId: "send-email", by: ["role:admin", "role:owner"], quorum: 2, denyQuorum: 1, distinct: false }],
  });
  const ask = async (change: Parameters<typeof requestOf>[2] = {}) =>
    (await requestApproval(deps, requestOf(org, "kim@acme.io", { requirement, ...change }))).approval;
  const edit = (approvalId: string, by: TestMember, to: object, revision = 1) =>
    editApproval(deps, {
      organizationId: org.id,
      approvalId,
      userId: by.userId,
      revision,
      arguments: JSON.parse(JSON.stringify(to)),
      channel: "web",
    });
  const vote = (approvalId: string, by: TestMember, revision?: number) =>
    decideApproval(deps, {
      organizationId: org.id,
      approvalId,
      userId: by.userId,
      decision: "approve",
      ...(revision !== undefined && { revision }),
      reason: null,
      channel: "web",
    });
  const rowsOf = <T>(query: (tx: Parameters<Parameters<TestStores["worker"]["system"]>[0]>[0]["tx"]) => Promise<T[]>) =>
    stores.worker.system(({ tx }) => query(tx));

  it("makes a new revision that earlier votes don't count for, and the editor's does", async () => {
    const { id } = await ask();
    await vote(id, org.members.ana);
    const edited = await edit(id, org.members.bo, { to: "kim@acme.io", subject: "Samples" });
    expect(edited).toMatchObject({
      ok: true,
      approval: {
        state: "pending",
        revision: 2,
        argumentsText: '{"subject":"Samples","to":"kim@acme.io"}',
        votes: [{ userName: "bo", decision: "approve", revision: 2 }],
      },
    });
    expect(await vote(id, org.members.ana, 2)).toMatchObject({ ok: true, approval: { state: "approved" } });
  });

  it("P25: nobody approves what they weren't shown: a vote for an earlier revision is refused", async () => {
    const { id } = await ask();
    await edit(id, org.members.bo, { to: "kim@acme.io", subject: "Samples" });
    for (const stale of [await vote(id, org.members.ana), await vote(id, org.members.ana, 1)]) {
      expect(stale).toMatchObject({ ok: false, refusal: { code: "approval.revision.changed" } });
    }
    expect(await edit(id, org.members.ana, { to: "x@acme.io" }, 1)).toMatchObject({
      ok: false,
      refusal: { code: "approval.revision.changed" },
    });
  });

  it("is decided again by the policy: what it denies is refused to the editor with its reason, and nothing changes", async () => {
    const { id } = await ask();
    const refused = await edit(id, org.members.bo, { to: "kim@rival.test" });
    expect(refused).toMatchObject({ ok: false, refusal: { code: "approval.edit.refused" } });
    const undeclared = await edit(id, org.members.bo, { to: "kim@acme.io", bcc: "me@acme.io" });
    expect(undeclared).toMatchObject({ ok: false, refusal: { code: "approval.edit.refused" } });
    if (!undeclared.ok) expect(undeclared.refusal.detail).toContain("bcc");
    expect(await vote(id, org.members.ana)).toMatchObject({ ok: true, approval: { revision: 1, votes: [{}] } });
  });

  it("may come under other rules: their approvers are asked then, and the editor votes only if they name them", async () => {
    const { id } = await ask();
    const edited = await edit(id, org.members.bo, { to: "desk@press.test" });
    expect(edited).toMatchObject({
      ok: true,
      approval: { ruleIds: ["owner-for-press", "send-email"], state: "pending" },
    });
    await vote(id, org.members.ana, 2);
    expect(await vote(id, org.members.owner, 2)).toMatchObject({ ok: true, approval: { state: "approved" } });
  });

  it("can't where the rules don't allow it, nor whom they don't name, nor without a change, nor once it is decided", async () => {
    const fixed = await ask({ requirement: requirementOf(), idempotencyHash: "fixed" });
    expect(await edit(fixed.id, org.members.ana, { to: "a@acme.io" })).toMatchObject({
      refusal: { code: "approval.edit.refused" },
    });
    const { id } = await ask();
    expect(await edit(id, org.members.cy, { to: "a@acme.io" })).toMatchObject({
      refusal: { code: "approval.vote.forbidden" },
    });
    expect(await edit(id, org.members.ana, { to: "kim@acme.io" })).toMatchObject({
      refusal: { code: "request.body.invalid" },
    });
    await vote(id, org.members.ana);
    await vote(id, org.members.bo);
    expect(await edit(id, org.members.owner, { to: "a@acme.io" })).toMatchObject({
      refusal: { code: "approval.state.final" },
    });
  });

  it("P33: can't once it has expired by the database's clock", async () => {
    const { id } = await ask();
    await setTimes(stores, id, { expiresInMs: -1 });
    expect(await edit(id, org.members.ana, { to: "a@acme.io" })).toMatchObject({
      refusal: { code: "approval.state.final" },
    });
  });

  it("the agent's repeat of its own call finds it, and what runs is the last revision", async () => {
    const { id } = await ask();
    await edit(id, org.members.bo, { to: "lee@acme.io" });
    const repeated = await ask();
    expect(repeated).toMatchObject({ id, revision: 2, argumentsText: '{"to":"lee@acme.io"}' });
    await vote(id, org.members.ana, 2);
    const claimed = await claimApproval(deps, {
      organizationId: org.id,
      approvalId: id,
      principal: principalOf(org),
      leaseMs: 30_000,
    });
    expect(claimed).toMatchObject({ ok: true, approval: { argumentsText: '{"to":"lee@acme.io"}' } });
  });

  it("keeps every revision with who made it, one record of it, and asks everybody again", async () => {
    const { id } = await ask();
    await edit(id, org.members.bo, { to: "lee@acme.io" });
    const revisions = await rowsOf(
      (tx) => tx.$queryRaw<{ text: string; name: string | null }[]>`
        SELECT "argumentsText" AS text, "editorName" AS name FROM approval_revisions
        WHERE "approvalId" = ${id} ORDER BY revision`,
    );
    expect(revisions).toEqual([
      { text: '{"to":"kim@acme.io"}', name: null },
      { text: '{"to":"lee@acme.io"}', name: "bo" },
    ]);
    const acts = await rowsOf(
      (tx) => tx.$queryRaw<{ record: { detail: object } }[]>`
        SELECT record FROM audit_outbox
        WHERE record->>'approvalId' = ${id} AND record->>'action' = 'approval.revised'`,
    );
    expect(acts).toHaveLength(1);
    expect(acts[0]?.record.detail).toMatchObject({ changed: ["to"], before: { revision: 1 }, after: { revision: 2 } });
    const outbox = await rowsOf(
      (tx) => tx.$queryRaw<{ payload: object }[]>`
        SELECT payload FROM outbox WHERE topic = 'approval.revised' AND payload->>'approvalId' = ${id}`,
    );
    expect(outbox).toEqual([{ payload: { approvalId: id, revision: 2 } }]);
    const mailed = { organizationId: org.id, approvalId: id };
    expect(await planDeliveries({ db: stores.db, mostAnnounced: 100 }, mailed, { kind: "revised", revision: 2 })).toBe(
      0,
    );
  });

  it("P26: of twenty edits and votes in the same instant one edit counts, and no vote for what it replaced", async () => {
    const { id } = await ask();
    const people = [org.members.ana, org.members.bo, org.members.owner];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const who = people[n % 3] ?? org.members.ana;
        return n % 2 === 0 ? edit(id, who, { to: `p${n}@acme.io` }) : vote(id, who, 1);
      }),
    );
    const editsOnFile = await rowsOf(
      (tx) => tx.$queryRaw<{ revision: number }[]>`
        SELECT revision FROM approval_revisions WHERE "approvalId" = ${id} ORDER BY revision`,
    );
    const [approval] = await rowsOf(
      (tx) => tx.$queryRaw<{ state: string; revision: number }[]>`
        SELECT state, revision FROM approvals WHERE id = ${id}`,
    );
    // Either two votes came first and it was approved as it was, or one edit did.
    expect(outcomes.some((outcome) => outcome.ok)).toBe(true);
    expect(approval).toEqual(
      editsOnFile.length === 0 ? { state: "approved", revision: 1 } : { state: "pending", revision: 2 },
    );
    expect([0, 2]).toContain(editsOnFile.length);
  });
});
