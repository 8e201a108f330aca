import { type Admission, createAdmission } from "@countersign/admission";
import type { Actor } from "@countersign/contracts";
import type { OrganizationRow } from "@countersign/db";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAgent } from "../agents/create-agent.ts";
import { enrolInstance } from "../agents/enrol-instance.ts";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { addConnection } from "../connections/add-connection.ts";
import { syncOperations } from "../connections/sync-operations.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { createUser } from "../people/create-user.ts";
import { discardDraft, readDraft, saveDraft } from "./draft.ts";
import { explainCall } from "./explain-call.ts";
import { publishPolicy } from "./publish.ts";
import { listPolicies, readPolicy } from "./read.ts";
import { restorePolicy } from "./restore.ts";
import { readVocabulary } from "./vocabulary.ts";

const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");
const olivia: Actor = { kind: "user", id: "usr_olivia", name: "Olivia" };
const token: Actor = { kind: "token", id: "tok_ci", name: "ci" };
const SEARCH =
  "  - { id: search, agents: [scout], operations: [web.search], effect: allow, limits: [{ calls: 5, per: day }] }\n";
const MAIL =
  "  - { id: mail, agents: [scout], operations: [web.send], effect: require_approval, when: args.to == 'a@b.io', approval: { by: [role:admin] } }\n";
const FIRST = `# first\nversion: 1\nrules:\n${SEARCH}`;
const SECOND = `version: 1\nlists: { d: [x.io] }\nrules:\n${SEARCH.replace("5", "6")}${MAIL}`;

let stores: TestStores;
let redis: TestRedis;
let admission: Admission;
let deps: SecretDeps;
let organization: OrganizationRow;
let agentId: string;
let count = 0;

beforeAll(async () => {
  stores = await openStores();
  redis = await startRedis({ appendonly: false });
  admission = createAdmission({ redisUrl: redis.url, shards: 4 });
  await admission.ready(10_000);
  deps = { db: stores.db, hot: admission, masterKey };
});
afterAll(async () => {
  await admission.close();
  await redis.close();
  await stores.close();
});
beforeEach(async () => {
  count += 1;
  const user = granted(await createUser(deps, { email: `olivia${count}@acme.test`, name: "Olivia" }));
  organization = granted(
    await createOrganization(deps, {
      name: `rules-${count}`,
      title: "Acme",
      ownerUserId: user.id,
      actor: olivia,
      shards: 4,
    }),
  );
  agentId = granted(await createAgent(deps, { ...change(), name: "scout", title: "Scout", tags: ["sales"] })).id;
  const connection = granted(
    await addConnection(deps, { ...change(), name: "web", title: "Web", url: "http://127.0.0.1:1/mcp" }),
  );
  const tools = ["search", "send"].map((name) => {
    const properties = { to: { type: "string" }, query: { type: "string" } };
    const definition = { name, inputSchema: { type: "object", properties } };
    return { name, raw: JSON.stringify(definition), definition };
  });
  granted(await syncOperations(deps, { ...change(), connectionId: connection.id, tools }));
});

function granted<T>(outcome: { ok: true; value: T } | { ok: false; refusal: { detail: string } }): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}
const change = (actor = olivia) => ({ organizationId: organization.id, actor });
const publish = (source: string, baseVersion: number, actor = olivia) =>
  publishPolicy(deps, { ...change(actor), source, message: `after ${baseVersion}`, baseVersion });
const owner = (ownerId = "usr_olivia") => ({ organizationId: organization.id, ownerId });

describe("a draft", () => {
  test("is its owner's alone, and each save raises its revision", async () => {
    expect(await readDraft(deps, owner())).toBeNull();
    const first = granted(await saveDraft(deps, { ...owner(), source: "a", baseVersion: 0, revision: 0 }));
    const second = granted(
      await saveDraft(deps, { ...owner(), source: "b", baseVersion: 0, revision: first.revision }),
    );
    expect(second.revision).toBe(first.revision + 1);
    expect(await readDraft(deps, owner())).toMatchObject({ source: "b", revision: second.revision });
    expect(await readDraft(deps, owner("usr_other"))).toBeNull();
  });

  test("saved from another window isn't overwritten", async () => {
    const first = granted(await saveDraft(deps, { ...owner(), source: "a", baseVersion: 0, revision: 0 }));
    granted(await saveDraft(deps, { ...owner(), source: "theirs", baseVersion: 0, revision: first.revision }));
    for (const revision of [0, first.revision, first.revision + 7]) {
      const late = await saveDraft(deps, { ...owner(), source: "mine", baseVersion: 0, revision });
      expect(late).toMatchObject({ ok: false, refusal: { code: "policy.draft.conflict", status: 409 } });
    }
    expect(await readDraft(deps, owner())).toMatchObject({ source: "theirs" });
  });

  test("of two windows that begin it at once, one is told", async () => {
    const begin = (source: string) => saveDraft(deps, { ...owner(), source, baseVersion: 0, revision: 0 });
    const both = await Promise.all([begin("a"), begin("b")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("that was discarded isn't brought back by a window that still shows it", async () => {
    const first = granted(await saveDraft(deps, { ...owner(), source: "a", baseVersion: 0, revision: 0 }));
    expect(await discardDraft(deps, owner())).toBe(true);
    expect(await discardDraft(deps, owner())).toBe(false);
    const late = await saveDraft(deps, { ...owner(), source: "a2", baseVersion: 0, revision: first.revision });
    expect(late).toMatchObject({ refusal: { code: "policy.draft.conflict" } });
  });

  test("can't claim to be made from a version that isn't there yet", async () => {
    const early = await saveDraft(deps, { ...owner(), source: "a", baseVersion: 4, revision: 0 });
    expect(early).toMatchObject({ refusal: { code: "policy.version.conflict" } });
  });

  test("ends when its owner publishes, and only theirs", async () => {
    granted(await saveDraft(deps, { ...owner(), source: FIRST, baseVersion: 0, revision: 0 }));
    granted(await saveDraft(deps, { ...owner("usr_other"), source: "mine", baseVersion: 0, revision: 0 }));
    granted(await publish(FIRST, 0));
    expect(await readDraft(deps, owner())).toBeNull();
    expect(await readDraft(deps, owner("usr_other"))).toMatchObject({ source: "mine" });
  });
});

describe("the history", () => {
  test("says who published, and how many rules each version added, changed and removed", async () => {
    granted(await publish(FIRST, 0));
    granted(await publish(SECOND, 1, token));
    granted(await publish(FIRST, 2));
    const versions = await listPolicies(deps, { organizationId: organization.id, limit: 10 });
    expect(versions.map((v) => [v.version, v.publishedByName, v.rulesAdded, v.rulesChanged, v.rulesRemoved])).toEqual([
      [3, "Olivia", 0, 1, 1],
      [2, "ci", 1, 1, 0],
      [1, "Olivia", 1, 0, 0],
    ]);
    const older = await listPolicies(deps, { organizationId: organization.id, limit: 1, before: 3 });
    expect(older.map(({ version }) => version)).toEqual([2]);
  });

  test("goes on when an old version is restored, byte for byte", async () => {
    granted(await publish(FIRST, 0));
    granted(await publish(SECOND, 1));
    const restored = await restorePolicy(deps, { ...change(), version: 1, message: "too loose", baseVersion: 2 });
    expect(restored).toMatchObject({ ok: true, value: { policyVersion: 3 } });
    expect(await readPolicy(deps, { organizationId: organization.id })).toMatchObject({
      version: 3,
      source: FIRST,
      restoredFrom: 1,
    });
  });

  test("a restoration meets a conflict like any publication, and no version that never was", async () => {
    granted(await publish(FIRST, 0));
    granted(await publish(SECOND, 1));
    const restore = (version: number, baseVersion: number) =>
      restorePolicy(deps, { ...change(), version, message: "x", baseVersion });
    expect(await restore(1, 1)).toMatchObject({ refusal: { code: "policy.version.conflict" } });
    expect(await restore(7, 2)).toMatchObject({ refusal: { code: "request.target.unknown" } });
  });

  test("every publication is audited with what was before and after, and which rules differ", async () => {
    granted(await publish(FIRST, 0));
    granted(await publish(SECOND, 1));
    const acts = await stores.worker.system(
      ({ tx }) => tx.$queryRaw<{ detail: unknown }[]>`
      SELECT record->'detail' AS detail FROM audit_outbox
      WHERE "organizationId" = ${organization.id} AND record->>'action' = 'policy.published' ORDER BY id`,
    );
    expect(acts.at(-1)?.detail).toMatchObject({
      before: { policyVersion: 1 },
      after: { policyVersion: 2 },
      changes: {
        added: { count: 1, ids: ["mail"] },
        changed: { count: 1, ids: ["search"] },
        removed: { count: 0 },
        sections: ["lists"],
      },
    });
  });
});

describe("trying a call", () => {
  const call = (over: object = {}) =>
    explainCall(deps, {
      organizationId: organization.id,
      agent: "scout",
      operation: "web.search",
      args: {},
      labels: [],
      ...over,
    });

  test("without a policy is denied, since no rule allows it", async () => {
    expect(granted(await call())).toMatchObject({
      explanation: { decision: { decision: "deny", code: "policy.default.denied" }, rules: [] },
    });
  });

  test("asks the draft when there is one, else the policy in use", async () => {
    granted(await publish(FIRST, 0));
    const send = { operation: "web.send", args: { to: "a@b.io" } };
    expect(granted(await call(send))).toMatchObject({ explanation: { decision: { decision: "deny" } } });
    expect(granted(await call({ ...send, source: SECOND }))).toMatchObject({
      explanation: {
        decision: { decision: "require_approval" },
        rules: [{ ruleId: "mail", outcome: "selected", saw: [{ path: "args.to", value: '"a@b.io"' }] }],
      },
    });
    expect(granted(await call({ source: "version: 2" }))).toMatchObject({
      kind: "unreadable",
      problems: [{ line: 1 }],
    });
  });

  test("shows what its limits have left by the ledger, and when they reset", async () => {
    granted(await publish(FIRST, 0));
    const nowMs = Date.now();
    const day = new Date(nowMs).toISOString().slice(0, 10);
    await stores.worker.system(
      ({ tx }) => tx.$executeRaw`
      INSERT INTO ledger_entries ("organizationId", "recordId", position, kind, rule, "limitName", "scopeKind", "scopeId",
        "windowId", "windowEndMs", amount, at)
      VALUES (${organization.id}, 'rec_x', 0, 'calls', 'search', '', 'agent', ${agentId}, ${`day:${day}`},
        ${nowMs + 86_400_000}, 3, now())`,
    );
    const answer = granted(
      await explainCall(
        { ...deps, now: () => nowMs },
        { organizationId: organization.id, agent: "scout", operation: "web.search", args: {}, labels: [] },
      ),
    );
    expect(answer).toMatchObject({ limits: [{ used: 3n, spec: { max: 5n } }] });
    expect(answer.kind === "explained" && answer.limits[0]?.resetsAtMs).toBeGreaterThan(nowMs);
  });

  test("names an agent and an instance that exist, or is refused", async () => {
    granted(await enrolInstance(deps, { organizationId: organization.id, agentId, name: "scout-7" }));
    expect(await call({ instance: "scout-7" })).toMatchObject({ ok: true });
    expect(await call({ instance: "default" })).toMatchObject({ ok: true });
    expect(await call({ instance: "scout-8" })).toMatchObject({ refusal: { code: "request.target.unknown" } });
    expect(await call({ agent: "nobody" })).toMatchObject({ refusal: { code: "request.target.unknown" } });
  });

  test("leaves no trace", async () => {
    granted(await publish(FIRST, 0));
    const records = () => stores.worker.system(({ tx }) => tx.$queryRaw`SELECT count(*) FROM audit_outbox`);
    const before = await records();
    granted(await call());
    expect(await records()).toEqual(before);
  });
});

test("the vocabulary has agents, operations and people, and a starter that can be published", async () => {
  const found = await readVocabulary(deps, { organizationId: organization.id });
  expect(found.agents.map(({ name }) => name)).toEqual(["scout"]);
  expect(found.operations.map(({ name }) => name)).toEqual(["search", "send"]);
  expect(found.members.map(({ role }) => role)).toEqual(["owner"]);
  granted(await publish(found.starter, 0));
});
