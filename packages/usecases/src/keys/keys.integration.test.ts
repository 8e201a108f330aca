import { parseKey } from "@countersign/core";
import { type AgentRow, findKey, loadSnapshot, noteKeyUses, type OrganizationRow } from "@countersign/db";
import { createKeyHasher } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { archiveAgent } from "../agents/archive-agent.ts";
import { createAgent } from "../agents/create-agent.ts";
import { ACTOR, granted, openConfiguration, type TestConfiguration } from "../configuration/test-configuration.ts";
import { addConnection } from "../connections/add-connection.ts";
import { issueKey } from "./issue-key.ts";
import { revokeKey } from "./revoke-key.ts";
import { rotateKey } from "./rotate-key.ts";
import { updateKey } from "./update-key.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let world: TestConfiguration;
let organization: OrganizationRow;
let agent: AgentRow;

beforeAll(async () => {
  world = await openConfiguration();
});
afterAll(() => world.close());
beforeEach(async () => {
  organization = await world.organization();
  agent = granted(await createAgent(world.deps, { ...change(), name: "outreach", title: "Outreach" }));
});

const change = () => ({ organizationId: organization.id, actor: ACTOR });
const issue = async (more: object = {}) =>
  granted(await issueKey(world.deps, { ...change(), agentId: agent.id, title: "CI", ...more }));
const rotate = (keyId: string, overlapMs = DAY_MS) => rotateKey(world.deps, { ...change(), keyId, overlapMs });
const row = async (keyId: string) => {
  const found = await world.stores.db.tenant(organization.id, (scope) => findKey(scope, keyId));
  if (!found) throw new Error("the key is gone");
  return found;
};
const expireAt = (keyId: string, inMs: number) =>
  world.stores.worker.system(
    ({ tx }) => tx.$executeRaw`UPDATE keys SET "expiresAt" = now() + ${inMs} * interval '1 ms' WHERE id = ${keyId}`,
  );
const fields = (outcome: unknown) => {
  const { refusal } = outcome as { refusal?: { code: string; problems?: { path: string }[] } };
  return refusal && [refusal.code, refusal.problems?.[0]?.path];
};

describe("a key's restrictions", () => {
  test("are kept canonical, without repeats, and shown in the act", async () => {
    const connection = granted(
      await addConnection(world.deps, { ...change(), name: "crm", title: "CRM", url: "https://crm.acme.test/mcp" }),
    );
    const key = await issue({
      ipRanges: ["10.1.2.3/8", "::ffff:10.0.0.0/104", "2001:DB8::1"],
      connectionIds: [connection.id, connection.id],
    });
    expect(await row(key.keyId)).toMatchObject({
      ipRanges: ["10.0.0.0/8", "2001:db8::1/128"],
      connectionIds: [connection.id],
    });
    const act = (await world.acts(organization.id)).at(-1);
    expect(act).toMatchObject({
      action: "key.issued",
      detail: { after: { ipRanges: ["10.0.0.0/8", "2001:db8::1/128"] } },
    });
  });

  test.each([
    [{ ipRanges: ["10.0.0.0/8", "office"] }, "ipRanges.1"],
    [{ ipRanges: ["10.0.0.0/33"] }, "ipRanges.0"],
    [{ ipRanges: Array.from({ length: 101 }, (_, index) => `10.0.0.${index}`) }, "ipRanges"],
    [{ expiresAt: new Date(0) }, "expiresAt"],
  ])("%j is refused at its field", async (wish, path) => {
    const issued = await issueKey(world.deps, { ...change(), agentId: agent.id, ...wish });
    expect(fields(issued)).toEqual(["request.body.invalid", path]);
    const key = await issue();
    expect(fields(await updateKey(world.deps, { ...change(), keyId: key.keyId, ...wish }))).toEqual(fields(issued));
  });

  test("a connection of another organization is answered as one that never was", async () => {
    const mine = organization;
    organization = await world.organization();
    const foreign = granted(
      await addConnection(world.deps, { ...change(), name: "crm", title: "CRM", url: "https://crm.globex.test/mcp" }),
    );
    organization = mine;
    const answers = await Promise.all(
      [foreign.id, "con_never"].map((id) =>
        issueKey(world.deps, { ...change(), agentId: agent.id, connectionIds: [id] }),
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(fields(answers[0])).toEqual(["request.target.unknown", undefined]);
  });
});

describe("changing a key", () => {
  test("tells before and after, and nothing changed raises nothing", async () => {
    const { keyId } = await issue();
    const changed = await updateKey(world.deps, { ...change(), keyId, title: " Laptop ", ipRanges: ["10.0.0.1"] });
    expect(changed).toMatchObject({ ok: true, inForce: true, value: { title: "Laptop", ipRanges: ["10.0.0.1/32"] } });
    expect((await world.acts(organization.id)).at(-1)).toMatchObject({
      action: "key.updated",
      detail: { before: { title: "CI", ipRanges: [] }, after: { title: "Laptop", ipRanges: ["10.0.0.1/32"] } },
    });
    const version = changed.ok ? changed.version : 0n;
    expect(await updateKey(world.deps, { ...change(), keyId, title: "Laptop" })).toMatchObject({ ok: true, version });
    const expiring = await updateKey(world.deps, { ...change(), keyId, expiresAt: new Date(Date.now() + DAY_MS) });
    expect(expiring).toMatchObject({ ok: true, version: version + 1n });
    granted(await updateKey(world.deps, { ...change(), keyId, expiresAt: null, ipRanges: [] }));
    expect(await row(keyId)).toMatchObject({ expiresAt: null, ipRanges: [] });
  });

  test("a revoked or expired key stays dead: it is neither changed nor rotated", async () => {
    const [revoked, expired] = [await issue(), await issue()];
    granted(await revokeKey(world.deps, { ...change(), keyId: revoked.keyId }));
    await expireAt(expired.keyId, -1);
    for (const { keyId } of [revoked, expired]) {
      const longer = { ...change(), keyId, expiresAt: new Date(Date.now() + DAY_MS) };
      expect(fields(await updateKey(world.deps, longer))).toEqual(["request.body.invalid", "keyId"]);
      expect(fields(await rotate(keyId))).toEqual(["request.body.invalid", "keyId"]);
    }
  });
});

describe("rotation", () => {
  test("gives a new key with the same holder and restrictions; the old one ends after the overlap", async () => {
    const old = await issue({ instanceName: "seven", ipRanges: ["10.0.0.0/8"] });
    const rotated = granted(await rotate(old.keyId, HOUR_MS));
    const [before, after] = [await row(old.keyId), await row(rotated.keyId)];
    expect(after).toMatchObject({
      rotatedFromId: old.keyId,
      agentId: before.agentId,
      instanceId: before.instanceId,
      title: "CI",
      ipRanges: ["10.0.0.0/8"],
      expiresAt: null,
    });
    expect(before.expiresAt?.getTime()).toBe(rotated.oldExpiresAt.getTime());
    expect(Math.abs(rotated.oldExpiresAt.getTime() - Date.now() - HOUR_MS)).toBeLessThan(60_000);
    const parts = parseKey(rotated.text.reveal());
    const view = await loadSnapshot(world.stores.db, { organizationId: organization.id });
    const held = view?.keys.find((key) => key.id === rotated.keyId);
    expect(parts && createKeyHasher(world.deps.masterKey).matches(parts, held?.secretHash ?? "")).toBe(true);
    expect(after.secretHash).not.toBe(before.secretHash);
  });

  test("again and again: each old key keeps its own end, and only the last of the line can be rotated", async () => {
    const first = await issue();
    const second = granted(await rotate(first.keyId, 3 * DAY_MS));
    const firstEnd = (await row(first.keyId)).expiresAt;
    const third = granted(await rotate(second.keyId, DAY_MS));
    expect((await row(first.keyId)).expiresAt).toEqual(firstEnd);
    expect(fields(await rotate(first.keyId))).toEqual(["request.body.invalid", "keyId"]);
    expect(fields(await rotate(second.keyId))).toEqual(["request.body.invalid", "keyId"]);
    await expireAt(second.keyId, -1);
    expect(fields(await rotate(first.keyId))).toEqual(["request.body.invalid", "keyId"]);
    granted(await revokeKey(world.deps, { ...change(), keyId: third.keyId }));
    const fourth = granted(await rotate(first.keyId, 10 * DAY_MS));
    expect((await row(first.keyId)).expiresAt).toEqual(firstEnd);
    expect(await row(fourth.keyId)).toMatchObject({ expiresAt: null, rotatedFromId: first.keyId });
  });

  test("two at once make one successor", async () => {
    const { keyId } = await issue();
    const answers = await Promise.all([rotate(keyId), rotate(keyId)]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  });

  test("of a key that was to expire gives as long a life, and never prolongs the old one", async () => {
    const old = await issue({ expiresAt: new Date(Date.now() + 2 * DAY_MS) });
    const oldEnd = (await row(old.keyId)).expiresAt;
    const rotated = granted(await rotate(old.keyId, 30 * DAY_MS));
    expect((await row(old.keyId)).expiresAt).toEqual(oldEnd);
    const end = (await row(rotated.keyId)).expiresAt?.getTime() ?? 0;
    expect(Math.abs(end - Date.now() - 2 * DAY_MS)).toBeLessThan(60_000);
  });

  test.each([-1, 0.5, 31 * DAY_MS, Number.NaN])("an overlap of %d ms is refused", async (overlapMs) => {
    const { keyId } = await issue();
    expect(fields(await rotate(keyId, overlapMs))).toEqual(["request.body.invalid", "overlapMs"]);
  });

  test("an archived agent gets no key, by issue or rotation", async () => {
    const { keyId } = await issue();
    granted(await archiveAgent(world.deps, { ...change(), agentId: agent.id }));
    expect(fields(await rotate(keyId))).toEqual(["request.body.invalid", "keyId"]);
    const issued = await issueKey(world.deps, { ...change(), agentId: agent.id });
    expect(fields(issued)).toEqual(["request.body.invalid", "agentId"]);
  });
});

test("last use only goes forward in time, and never crosses organizations", async () => {
  const { keyId } = await issue();
  const note = (organizationId: string, at: string, ip: string) =>
    world.stores.worker.system((scope) => {
      return noteKeyUses(scope, [{ organizationId, keyId, at: new Date(at), ip, client: "cli 1" }]);
    });
  await note(organization.id, "2026-11-22T10:00:00Z", "10.0.0.1");
  await note(organization.id, "2026-11-22T09:00:00Z", "10.0.0.2");
  await note("org_other", "2026-11-22T11:00:00Z", "10.0.0.3");
  expect(await row(keyId)).toMatchObject({ lastUsedIp: "10.0.0.1", lastUsedAt: new Date("2026-11-22T10:00:00Z") });
});
