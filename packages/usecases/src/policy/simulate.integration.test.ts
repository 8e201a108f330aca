import { type Admission, createAdmission } from "@countersign/admission";
import { type Actor, type CallRecord, newId } from "@countersign/contracts";
import { takeWriterLease } from "@countersign/db/audit";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAgent } from "../agents/create-agent.ts";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { callRecordOf, streamItemOf } from "../audit/test-records.ts";
import { writeRecords } from "../audit/write-records.ts";
import { addConnection } from "../connections/add-connection.ts";
import { syncOperations } from "../connections/sync-operations.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { createUser } from "../people/create-user.ts";
import { compareEffects } from "./compare-effects.ts";
import { publishPolicy } from "./publish.ts";
import { type SimulatedStep, simulatePolicy } from "./simulate.ts";

const actor: Actor = { kind: "user", id: "usr_olivia", name: "Olivia" };
const RULE = "  - { id: search, agents: [scout], operations: [web.search], effect: allow }\n";
const IN_USE = `version: 1\nrules:\n${RULE}`;
const CAREFUL = `version: 1\nrules:\n${RULE.replace("allow", "allow, when: args.query != 'secrets'")}`;

let stores: TestStores;
let redis: TestRedis;
let admission: Admission;
let deps: SecretDeps;
let organizationId: string;
let agentId: string;

function granted<T>(outcome: { ok: true; value: T } | { ok: false; refusal: { detail: string } }): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}

beforeAll(async () => {
  stores = await openStores();
  redis = await startRedis({ appendonly: false });
  admission = createAdmission({ redisUrl: redis.url, shards: 4 });
  await admission.ready(10_000);
  deps = { db: stores.db, hot: admission, masterKey: readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU") };
  const user = granted(await createUser(deps, { email: "olivia-simulates@acme.test", name: "Olivia" }));
  const made = { name: "simulated", title: "Acme", ownerUserId: user.id, actor, shards: 4 };
  organizationId = granted(await createOrganization(deps, made)).id;
  const change = { organizationId, actor };
  agentId = granted(await createAgent(deps, { ...change, name: "scout", title: "Scout", tags: [] })).id;
  const web = { ...change, name: "web", title: "Web", url: "http://127.0.0.1:1/mcp" };
  const connection = granted(await addConnection(deps, web));
  const definition = { name: "search", inputSchema: { type: "object", properties: { query: { type: "string" } } } };
  const tools = [{ name: "search", raw: JSON.stringify(definition), definition }];
  granted(await syncOperations(deps, { ...change, connectionId: connection.id, tools }));
  granted(await publishPolicy(deps, { ...change, source: IN_USE, message: "first", baseVersion: 0 }));
  await writeCalls();
});
afterAll(async () => {
  await admission.close();
  await redis.close();
  await stores.close();
});

function call(query: string, change: Partial<CallRecord> = {}): CallRecord {
  const text = JSON.stringify({ query });
  const base = callRecordOf(organizationId, { connectionName: "web", operationName: "search", limits: [] });
  const kept = { text, bytes: text.length, sha256: "a".repeat(64), isCut: false };
  return { ...base, principal: { ...base.principal, agentId, agentName: "scout" }, arguments: kept, ...change };
}

async function writeCalls(): Promise<void> {
  const refused = { decision: "deny", outcome: "denied", result: null } as const;
  const long = { text: '{"query":"sec', bytes: 40_000, sha256: "a".repeat(64), isCut: true };
  const old = new Date(Date.now() - 20 * 86_400_000).toISOString();
  const calls = [
    ...Array.from({ length: 700 }, () => call("weather")),
    ...Array.from({ length: 3 }, () => call("secrets")),
    call("secrets", { at: old }),
    call("weather", { ...refused, errorCode: "policy.default.denied", count: 4 }),
    call("secrets", { ...refused, errorCode: "kill.switch.on" }),
    call("secrets", { arguments: long }),
    call("secrets", { arguments: null }),
    call("secrets", { operationName: "gone" }),
  ];
  const lease = await takeWriterLease(stores.workerUrl, 0);
  if (!lease) throw new Error("somebody holds the shard");
  const items = calls.map((record, place) => streamItemOf({ ...record, callId: newId("call") }, place));
  const written = await writeRecords({ db: stores.worker, shard: 0, fence: lease.fence }, lease.position, items);
  if (written.kind !== "WRITTEN") throw new Error("the writer lost its shard");
}

async function steps(source?: string, days = 7): Promise<Extract<SimulatedStep, { kind: "simulated" }>[]> {
  const all: Extract<SimulatedStep, { kind: "simulated" }>[] = [];
  let after: { at: string; id: string } | null = null;
  do {
    const asked = { organizationId, ...(source === undefined ? {} : { source }), days, after };
    const step: SimulatedStep = await simulatePolicy(deps, asked);
    if (step.kind !== "simulated") throw new Error("the policy can't be read");
    all.push(step);
    after = step.next;
  } while (after !== null);
  return all;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe("replaying recorded calls against a draft", () => {
  test("looks at each of them once, a bounded number at a time", async () => {
    const all = await steps(IN_USE);
    expect(all.map(({ looked }) => looked)).toEqual([500, 208]);
    expect(all.map(({ total }) => total)).toEqual([708, null]);
  });

  test("names what would change, by agent, operation and rules, with a record to look at", async () => {
    const changes = (await steps(CAREFUL)).flatMap((step) => step.changes);
    const denied = changes.filter(({ replayed }) => replayed === "deny");
    expect(sum(denied.map(({ calls }) => calls))).toBe(3);
    expect(denied[0]).toMatchObject({ agent: "scout", operation: "web.search", recorded: "allow", rules: [] });
    expect(denied[0]?.recordId).toMatch(/^rec_/);
  });

  test("counts the denials that one record stands for", async () => {
    const [change] = (await steps(IN_USE)).flatMap((step) => step.changes);
    expect(change).toMatchObject({ recorded: "deny", replayed: "allow", calls: 4, rules: ["search"] });
  });

  test("never guesses: cut and erased arguments and what is gone are told apart", async () => {
    const all = await steps(CAREFUL);
    expect(sum(all.map(({ unclear }) => unclear.arguments))).toBe(2);
    expect(sum(all.map(({ unclear }) => unclear.gone))).toBe(1);
    expect(sum(all.map(({ unclear }) => unclear.unreadable))).toBe(0);
  });

  test("passes over what the policy didn't decide, and leaves older calls out", async () => {
    expect(sum((await steps(CAREFUL)).map(({ passedOver }) => passedOver))).toBe(1);
    expect(sum((await steps(CAREFUL, 30)).map(({ looked }) => looked))).toBe(709);
  });

  test("takes the policy in use where no draft is given, and says why a text can't be read", async () => {
    expect(await steps()).toEqual(await steps(IN_USE));
    const broken = await simulatePolicy(deps, { organizationId, source: "rules: [", days: 7, after: null });
    expect(broken.kind).toBe("unreadable");
  });
});

describe("what changes for whom between two policies", () => {
  test("compares a draft with a version, and a version with none at all", async () => {
    const compared = granted(
      await compareEffects(deps, { organizationId, before: { version: 1 }, after: { source: CAREFUL } }),
    );
    expect(compared).toMatchObject({
      kind: "compared",
      total: 1,
      isWhole: true,
      changes: [{ agent: "scout", operation: "web.search", before: "allowed", after: "allowed_when" }],
    });
    const first = granted(
      await compareEffects(deps, { organizationId, before: { version: 0 }, after: { version: 1 } }),
    );
    expect(first).toMatchObject({ changes: [{ before: "denied", after: "allowed" }] });
  });

  test("a version that isn't there is an unknown target", async () => {
    const answer = await compareEffects(deps, { organizationId, before: { version: 9 }, after: { version: 1 } });
    expect(answer).toMatchObject({ ok: false, refusal: { code: "request.target.unknown" } });
  });
});
