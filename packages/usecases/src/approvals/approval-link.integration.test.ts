import { randomBytes } from "node:crypto";
import { volume } from "@countersign/testkit";
import { linkToken, Secret } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { approvalLink } from "./approval-link.ts";
import { decideApproval } from "./decide.ts";
import { editApproval } from "./edit.ts";
import { readApproval } from "./read.ts";
import { requestApproval } from "./request.ts";
import { isStillApproved } from "./still-approved.ts";
import {
  makeOrganization,
  openStores,
  publishText,
  requestOf,
  requirementOf,
  setTimes,
  type TestMember,
  type TestOrganization,
  type TestStores,
} from "./test-organization.ts";
import { decideByLink, readApprovalLink } from "./use-approval-link.ts";

const GUESSES = volume({ ci: 10_000, soak: 1_000_000 });

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const POLICY = `version: 1
approvers:
  ops: { members: [role:admin], email_links: true }
rules:
  - { id: send-email, agents: [outreach], operations: [demo.send_email], effect: require_approval, approval: { by: [ops, role:owner], quorum: 2, allow_edit: true } }
`;
const RULE = { ruleId: "send-email", by: ["role:admin", "role:owner"], quorum: 1, denyQuorum: 1, distinct: false };
const OVER = { ok: false, refusal: { code: "auth.link.invalid" } };

describe("a link that decides without signing in", () => {
  let stores: TestStores;
  let org: TestOrganization;
  const masterKey = new Secret("the master key of a test, long enough");
  const depsOf = () => ({ db: stores.db, masterKey });

  beforeAll(async () => {
    stores = await openStores();
  });
  beforeEach(async () => {
    org = await makeOrganization(stores);
    await publishText(stores, org, POLICY);
    await classed("write");
  });
  afterAll(() => stores?.close());

  const classed = (name: string) =>
    stores.worker.system(({ tx }) =>
      tx.operation.updateMany({ where: { organizationId: org.id }, data: { class: name } }),
    );
  async function ask(change: Parameters<typeof requestOf>[2] = {}, rules: readonly object[] = [{}]): Promise<string> {
    const requirement = requirementOf({
      allowEdit: true,
      rules: rules.map((rule) => ({ ...RULE, emailLinks: ["role:admin"], ...rule })),
    });
    const to = `${randomBytes(4).toString("hex")}@acme.io`;
    return (await requestApproval(depsOf(), requestOf(org, to, { requirement, priceMicros: 0n, ...change }))).approval
      .id;
  }
  /** As the worker makes it when it mails somebody. */
  async function linkOf(approvalId: string, to: TestMember, revision = 1): Promise<string | null> {
    const input = { organizationId: org.id, approvalId, revision, userId: to.userId };
    return (await approvalLink({ db: stores.worker, masterKey }, input))?.reveal() ?? null;
  }
  const linked = async (approvalId: string, to: TestMember, revision = 1) =>
    (await linkOf(approvalId, to, revision)) ?? "none";
  const follow = (token: string, decision: "approve" | "deny" = "approve", reason: string | null = null) =>
    decideByLink(depsOf(), { token, decision, reason });
  const stateOf = async (approvalId: string) =>
    (await readApproval(stores, { organizationId: org.id, approvalId }))?.state;
  const countVotes = () => stores.worker.system(({ tx }) => tx.vote.count({ where: { organizationId: org.id } }));

  it("P31: reading it decides nothing; it decides once, and is told as cast by link", async () => {
    const id = await ask();
    const token = await linked(id, org.members.ana);
    expect(await linkOf(id, org.members.ana)).toBe(token);
    for (let reading = 0; reading < 3; reading += 1) {
      expect(await readApprovalLink(depsOf(), { token })).toMatchObject({ ok: true, value: { voterName: "ana" } });
    }
    expect(await stateOf(id)).toBe("pending");
    expect(await follow(token)).toMatchObject({
      ok: true,
      value: { state: "approved", votes: [{ channel: "email" }] },
    });
    const acts = await stores.worker.system(
      ({ tx }) => tx.$queryRaw<{ record: { summary: string; detail: object } }[]>`
        SELECT record FROM audit_outbox WHERE "organizationId" = ${org.id} AND record->>'action' = 'approval.approved'`,
    );
    expect(acts).toMatchObject([
      {
        record: {
          summary: "approved by ana (by link, person not verified)",
          detail: { channel: "email", via: "link", verified: false },
        },
      },
    ]);
    expect(await follow(token)).toMatchObject(OVER);
    expect(await countVotes()).toBe(1);
  });

  it("a denial takes its reason along", async () => {
    const id = await ask();
    await follow(await linked(id, org.members.bo), "deny", "not this week");
    expect(await readApproval(stores, { organizationId: org.id, approvalId: id })).toMatchObject({
      state: "denied",
      reason: "not this week",
    });
  });

  it("P32: of fifty at once one decides", async () => {
    const id = await ask();
    const token = await linked(id, org.members.ana);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => follow(token, at % 2 === 0 ? "approve" : "deny")),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await countVotes()).toBe(1);
  });

  it.each<[string, () => Promise<string>]>([
    ["a group that didn't opt in", () => ask({}, [{ emailLinks: [] }])],
    ["another rule that names them and didn't", () => ask({}, [{}, { ruleId: "second", emailLinks: [] }])],
    ["a call that costs money", () => ask({ priceMicros: 1n })],
    ["a destructive call", () => classed("destructive").then(() => ask())],
    ["a call that leaves the organization", () => classed("external").then(() => ask())],
  ])("there is none for %s", async (_name, asking) => {
    const id = await asking();
    expect(await linkOf(id, org.members.ana)).toBeNull();
  });

  it("there is none for people whom separation, their role or their group keeps out", async () => {
    const owned = await makeOrganization(stores, { ownedBy: "ana" });
    org = owned;
    await publishText(stores, org, POLICY);
    await classed("write");
    const id = await ask();
    for (const person of [org.members.ana, org.members.owner, org.members.audra, org.members.cy]) {
      expect(await linkOf(id, person)).toBeNull();
    }
    expect(await linkOf(id, org.members.bo)).not.toBeNull();
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ["expired", (id) => setTimes(stores, id, { expiresInMs: -1 })],
    ["was decided by somebody else", (id) => vote(id, org.members.bo)],
    ["became destructive", () => classed("destructive")],
    ["was voted on by them elsewhere", (id) => vote(id, org.members.ana)],
    [
      "lost its person",
      () =>
        stores.worker.system(({ tx }) =>
          tx.member.update({ where: { id: org.members.ana.memberId }, data: { removedAt: new Date() } }),
        ),
    ],
    [
      "is of a suspended organization",
      () =>
        stores.worker.system(({ tx }) =>
          tx.organization.update({ where: { id: org.id }, data: { suspendedAt: new Date(), suspendedReason: "x" } }),
        ),
    ],
  ])("P32: it is over once the approval %s", async (_name, happens) => {
    const id = await ask();
    const token = await linked(id, org.members.ana);
    await happens(id);
    const votes = await countVotes();
    expect(await follow(token)).toMatchObject(OVER);
    expect(await countVotes()).toBe(votes);
  });

  const vote = (approvalId: string, by: TestMember) =>
    decideApproval(depsOf(), {
      organizationId: org.id,
      approvalId,
      userId: by.userId,
      decision: "approve",
      reason: null,
      channel: "web",
    });

  it("P32: a link to one revision decides no other", async () => {
    const id = await ask({}, [{ by: ["role:admin", "role:owner"], quorum: 2 }]);
    const first = await linked(id, org.members.ana);
    const change = { userId: org.members.bo.userId, revision: 1, arguments: { to: "else@acme.io" } };
    expect(
      await editApproval(depsOf(), { organizationId: org.id, approvalId: id, ...change, channel: "web" }),
    ).toMatchObject({ ok: true, approval: { revision: 2, state: "pending" } });
    expect(await follow(first)).toMatchObject(OVER);
    expect(await linkOf(id, org.members.ana)).toBeNull();
    const second = await linked(id, org.members.ana, 2);
    expect(await follow(`${second.split(".")[0]}.${first.split(".")[1]}`)).toMatchObject(OVER);
    expect(await follow(second)).toMatchObject({ ok: true, value: { state: "approved" } });
  });

  it("a vote cast by it stops counting once the call is none for links", async () => {
    const approvalId = await ask();
    await follow(await linked(approvalId, org.members.ana));
    expect(await isStillApproved(stores, { organizationId: org.id, approvalId })).toBe(true);
    await classed("external");
    expect(await isStillApproved(stores, { organizationId: org.id, approvalId })).toBe(false);
  });

  it("P32: no bit may differ, no part be swapped, and nothing is guessed", async () => {
    const [id, other] = [await ask(), await ask()];
    const token = await linked(id, org.members.ana);
    const swaps = [await linked(id, org.members.bo), await linked(other, org.members.ana)].flatMap((foreign) => {
      const [mine = "", theirs = ""] = [token, foreign];
      return [`${mine.split(".")[0]}.${theirs.split(".")[1]}`, `${theirs.split(".")[0]}.${mine.split(".")[1]}`];
    });
    const [linkId = ""] = token.split(".");
    const kinds = (["email-link", "invitation-mailed", "invitation-shown"] as const).map((kind) =>
      linkToken(masterKey, kind, linkId).reveal(),
    );
    const keys = linkToken(new Secret("another master key, as long as it"), "approval-link", linkId).reveal();
    const bytes = Buffer.from(token);
    const flips = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return flipped.toString("latin1");
    });
    const made = [token.toUpperCase(), `${token} `, `${token}A`, token.slice(0, -1), "", linkId, `${linkId}.`];
    for (const text of [...swaps, ...kinds, keys, ...flips, ...made]) {
      expect(await readApprovalLink(depsOf(), { token: text })).toMatchObject(OVER);
      expect(await follow(text)).toEqual(await follow("no link at all"));
    }
    for (let guess = 0; guess < GUESSES; guess += 1) {
      const answer = await follow(`${linkId}.${randomBytes(32).toString("base64url")}`);
      if (answer.ok) throw new Error("a guess decided");
    }
    expect([await stateOf(id), await stateOf(other), await countVotes()]).toEqual(["pending", "pending", 0]);
    expect(await follow(token)).toMatchObject({ ok: true });
  });
});
