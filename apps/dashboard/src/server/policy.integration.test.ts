import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "./testing/refusal-of.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

const START_MS = 60_000;
const POLICY = `version: 1
lists: { partners: [partner.org] }
approvers: { revenue: { members: [role:admin] } }
rules:
  - id: mail
    agents: [outreach]
    operations: [demo.send_email]
    when: emails(args.to).all(e, in_list(e.domain, lists.partners))
    effect: require_approval
    approval: { by: [revenue], expires: 30m }
    limits: [{ calls: 10, per: day }]
tests:
  - { as: outreach, call: demo.send_email, with: { to: a@partner.org, subject: s, body: b }, expect: require_approval }
`;

let dashboard: TestDashboard;
let acme: TestOrganization;

beforeAll(async () => {
  dashboard = await openDashboard();
  acme = await makeOrganization(dashboard, "acme");
  await acme.as("owner").policy.publish({ organization: "acme", source: POLICY, message: "first", baseVersion: 0 });
}, START_MS);
afterAll(() => dashboard?.close());

const organization = "acme";

describe("a draft", () => {
  it("begins as the published text, and is each person's own", async () => {
    const owner = acme.as("owner");
    const fresh = await owner.policy.draft({ organization });
    expect(fresh).toMatchObject({ source: POLICY, baseVersion: 1, revision: 0, updatedAt: null });
    const saved = await owner.policy.saveDraft({ organization, source: "mine", baseVersion: 1, revision: 0 });
    expect(await owner.policy.draft({ organization })).toMatchObject({ source: "mine", revision: saved.revision });
    expect(await acme.as("admin").policy.draft({ organization })).toMatchObject({ source: POLICY, revision: 0 });
    expect(await owner.policy.discardDraft({ organization })).toEqual({ wasThere: true });
    expect(await owner.policy.draft({ organization })).toMatchObject({ source: POLICY, revision: 0 });
  });

  it("of another window is not overwritten, and reading tells both", async () => {
    const developer = acme.as("developer");
    await developer.policy.saveDraft({ organization, source: "theirs", baseVersion: 1, revision: 0 });
    const late = developer.policy.saveDraft({ organization, source: "mine", baseVersion: 1, revision: 0 });
    expect(await refusalOf(late)).toMatchObject({ code: "policy.draft.conflict", status: 409 });
    expect(await developer.policy.draft({ organization })).toMatchObject({ source: "theirs" });
  });

  it.each([
    ["a revision below zero", { source: "", baseVersion: 1, revision: -1 }, "revision"],
    ["half a version", { source: "", baseVersion: 0.5, revision: 0 }, "baseVersion"],
    ["a text that is too long", { source: "x".repeat(4_000_001), baseVersion: 1, revision: 0 }, "source"],
  ])("refuses %s at its field", async (_name, input, field) => {
    const refused = await refusalOf(acme.as("owner").policy.saveDraft({ organization, ...input }));
    expect(refused).toMatchObject({ code: "request.body.invalid", problems: [{ path: field }] });
  });
});

describe("trying a call", () => {
  it("explains each rule with what its condition saw, who is asked, and what is left", async () => {
    const answer = await acme.as("auditor").policy.explain({
      organization,
      agent: "outreach",
      operation: "demo.send_email",
      arguments: { to: "Ann <ann@partner.org>", subject: "Hi", body: "Hello" },
    });
    expect(answer).toMatchObject({
      kind: "explained",
      decision: "require_approval",
      rules: [
        {
          ruleId: "mail",
          outcome: "selected",
          saw: [{ path: "args.to", value: '"Ann <ann@partner.org>"' }],
        },
      ],
      limits: [{ kind: "calls", window: "day", max: "10", left: "10", resetsAt: expect.any(String) }],
      asks: [{ roles: ["admin"], quorum: 1 }],
      expiresMs: 1_800_000,
    });
  });

  it("says why nothing applies, and never what it doesn't know", async () => {
    const tryOn = (input: object) =>
      acme.as("owner").policy.explain({ organization, agent: "outreach", operation: "demo.send_email", ...input });
    expect(await tryOn({ arguments: { to: "eve@evil.example" } })).toMatchObject({
      decision: "deny",
      rules: [{ outcome: "not_selected", detail: "its condition is false" }],
    });
    expect(await tryOn({ arguments: { to: "no address" } })).toMatchObject({ rules: [{ outcome: "error" }] });
    expect(await tryOn({ operation: "demo.nothing" })).toMatchObject({ decision: "deny", rules: [] });
    expect(await tryOn({ source: "rules: nonsense" })).toMatchObject({ kind: "unreadable" });
    expect(await refusalOf(tryOn({ agent: "nobody" }))).toMatchObject({ code: "request.target.unknown" });
  });
});

describe("the history", () => {
  it("is paged, newest first, and any version can be read and restored", async () => {
    const owner = acme.as("owner");
    const second = POLICY.replace("calls: 10", "calls: 20");
    await owner.policy.publish({ organization, source: second, message: "more", baseVersion: 1 });
    await owner.policy.restore({ organization, version: 1, message: "less", baseVersion: 2 });
    const page = await owner.policy.versions({ organization, limit: 2 });
    expect(page).toMatchObject({
      versions: [
        { version: 3, message: "less", restoredFrom: 1, changed: 1, publishedByName: "owner of acme" },
        { version: 2, message: "more", restoredFrom: null, added: 0, changed: 1, removed: 0 },
      ],
      nextCursor: 2,
    });
    const rest = await owner.policy.versions({ organization, limit: 2, cursor: 2 });
    expect(rest).toMatchObject({ versions: [{ version: 1, added: 1 }], nextCursor: null });
    expect(await owner.policy.version({ organization, version: 2 })).toMatchObject({ source: second });
    expect(await owner.policy.get({ organization })).toMatchObject({ version: 3, source: POLICY });
  });

  it("restoring leaves a draft that its author has under way", async () => {
    const owner = acme.as("owner");
    await owner.policy.saveDraft({ organization, source: "under way", baseVersion: 3, revision: 0 });
    await owner.policy.restore({ organization, version: 2, message: "again", baseVersion: 3 });
    expect(await owner.policy.draft({ organization })).toMatchObject({
      source: "under way",
      baseVersion: 3,
      published: { version: 4 },
    });
    await owner.policy.discardDraft({ organization });
  });

  it("needs a reason to restore", async () => {
    const refused = await refusalOf(
      acme.as("owner").policy.restore({ organization, version: 1, message: "  ", baseVersion: 4 }),
    );
    expect(refused).toMatchObject({ code: "request.body.invalid", problems: [{ path: "message" }] });
  });
});

it("validation counts the document's own tests, passed and failed", async () => {
  const validate = (source: string) => acme.as("owner").policy.validate({ organization, source });
  expect(await validate(POLICY)).toMatchObject({ isPublishable: true, tests: { passed: 1, failed: 0 } });
  const failing = POLICY.replace("expect: require_approval", "expect: allow");
  expect(await validate(failing)).toMatchObject({ isPublishable: false, tests: { passed: 0, failed: 1 } });
  expect(await validate("version: 2")).toMatchObject({
    tests: null,
    problems: [{ line: 1, column: expect.any(Number) }],
  });
});

it("the vocabulary names agents, operations with their arguments, lists, groups and people", async () => {
  const words = await acme.as("auditor").policy.vocabulary({ organization });
  expect(words.agents).toMatchObject([{ name: "outreach", instances: [] }]);
  expect(words.connections[0]?.operations[0]).toMatchObject({
    id: "demo.send_email",
    title: "Send an e-mail",
    arguments: [
      { name: "to", type: "string", isRequired: true },
      { name: "cc", isRequired: false },
      { name: "subject", isRequired: true },
      { name: "body", isRequired: true },
    ],
  });
  expect(words.lists).toEqual([{ name: "partners", entries: 1 }]);
  expect(words.groups).toEqual([{ name: "revenue", members: ["role:admin"] }]);
  expect(words.members.map(({ role }) => role)).toContain("approver");
  expect(words.functions.map(({ name }) => name)).toContain("in_list");
});
