import { randomUUID } from "node:crypto";
import { CRASH_AT_VARIABLE, CRASH_POINTS, type CrashPoint } from "@countersign/telemetry";
import { type FixtureMcpServer, startFixtureMcpServer, volume } from "@countersign/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const CAP = 30;
const PRICE = 1_000n;
const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout], operations: [fixture.echo], effect: allow, limits: [{ calls: ${CAP}, per: total }, { spend: $1, per: total }] }
  - { id: ask, agents: [scout], operations: [fixture.add], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
  - { id: no, agents: [scout], operations: [fixture.fail], effect: deny }
`;
const LEASE_MS = "6000";
const SOON = { timeout: 40_000, interval: 50 };
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A few on every run, every one of them in a soak. */
const POINTS_OF_EACH = volume({ ci: 3, soak: CRASH_POINTS.length });
const GATEWAY_POINTS = CRASH_POINTS.filter((point) => point.startsWith("gateway.")).slice(0, POINTS_OF_EACH);
const WORKER_POINTS = CRASH_POINTS.filter((point) => !point.startsWith("gateway.")).slice(0, POINTS_OF_EACH);

describe("P40 and P47: a process killed at each durable step", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let survivor: TestGateway;
  let agent: Agent;
  let inspector: Redis;

  beforeAll(async () => {
    platform = await startPlatform();
    inspector = new Redis(platform.redis.url);
    fixture = await startFixtureMcpServer();
    organization = await makeOrganization(platform, {
      connections: { fixture: { url: fixture.url, overrides: { echo: { priceMicros: PRICE } } } },
      policy: POLICY,
    });
    const settings = { COUNTERSIGN_LEASE_MS: LEASE_MS, COUNTERSIGN_TICKET_AFTER_MS: "0" };
    survivor = await platform.startGateway(settings);
    agent = new Agent(survivor.url, organization.agent().key.text);
  });
  afterAll(async () => {
    inspector?.disconnect();
    await platform?.close();
    await fixture?.close();
  });

  const say = (by: Agent) => by.call("fixture__echo", { text: randomUUID() });

  /** Starts a gateway that dies at a step, and brings it there with the kind of call that passes the step. */
  async function dieAt(point: CrashPoint): Promise<void> {
    const doomed = await platform.startGatewayProcess({
      COUNTERSIGN_LEASE_MS: LEASE_MS,
      COUNTERSIGN_TICKET_AFTER_MS: "0",
      [CRASH_AT_VARIABLE]: point,
    });
    const victim = new Agent(doomed.url, organization.agent().key.text);
    if (point.endsWith("-claim")) {
      const ticket = ticketOf(await victim.call("fixture__add", { a: GATEWAY_POINTS.indexOf(point), b: 1 }));
      await organization.decide(ticket, "approve");
      await untilGone(() => victim.claim(ticket));
    } else if (point.endsWith("-record")) {
      await untilGone(() => victim.call("fixture__fail", { why: point }));
    } else {
      await untilGone(() => say(victim));
    }
    await doomed.gone;
  }

  /** Starts a worker that dies at a step, gives it the work that leads there, and waits for its end. */
  async function workerDiesAt(point: CrashPoint): Promise<void> {
    // Somebody must be gone whose lease lapses.
    if (point === "reaper.after-reap") await dieAt("gateway.after-admit");
    if (point === "mender.before-open" || point === "mender.after-open") {
      await platform.admission.closeOrganization(organization.place);
    }
    const starting = platform.startWorker({ [CRASH_AT_VARIABLE]: point }).then(
      (worker) => worker.gone,
      () => {},
    );
    if (point.startsWith("writer.")) await say(agent);
    if (point.startsWith("acts.")) await organization.revoke((await organization.issueKey(organization.agent().id)).id);
    if (point === "mender.after-close") {
      await platform.system.system(async ({ tx }) => {
        await tx.$executeRaw`UPDATE hot_marks SET sequence = sequence + 10000000 WHERE "organizationId" = ${organization.place.org}`;
      });
    }
    await starting;
  }

  interface Stored {
    readonly sequence: bigint;
    readonly kind: string;
    readonly outcome: string | null;
    readonly callId: string | null;
    readonly text: string | null;
  }

  const stored = () =>
    platform.system.system(
      ({ tx }) => tx.$queryRaw<Stored[]>`
        SELECT sequence, kind, outcome, record->>'callId' AS "callId", record->'arguments'->>'text' AS text
        FROM audit_records WHERE "organizationId" = ${organization.place.org} ORDER BY sequence`,
    );

  it.each(GATEWAY_POINTS)("the gateway, %s", async (point) => {
    await dieAt(point);
  });

  it.each(WORKER_POINTS)("the worker, %s", async (point) => {
    await workerDiesAt(point);
  });

  it("afterwards every effect has one record, the cap holds, and counters, ledger and recount agree", async () => {
    await platform.startWorker();
    const prefix = `{s00}:${organization.place.org}:`;
    await expect
      .poll(async () => [await inspector.hlen(`${prefix}inflight`), await inspector.exists(`${prefix}open`)], SOON)
      .toEqual([0, 1]);
    for (let tries = 0; tries < CAP + 1; tries += 1) {
      const answer = await say(agent);
      if (answer.decision?.code === "limit.calls.reached") break;
      expect(answer.decision).toBeNull();
    }
    expect((await say(agent)).decision?.code).toBe("limit.calls.reached");
    await expect.poll(() => inspector.xlen("{s00}:records"), SOON).toBe(0);
    const records = await stored();
    const ran = fixture.calls().bodies;
    expect(fixture.calls().byTool["echo"]).toBeLessThanOrEqual(CAP);
    for (const { tool, arguments: sent } of ran) {
      if (tool !== "echo") continue;
      const told = records.filter((record) => record.text?.includes(String(sent["text"])));
      expect(told, `the effect ${JSON.stringify(sent)}`).toHaveLength(1);
      expect(["succeeded", "unknown"]).toContain(told[0]?.outcome);
    }
    expect(records.map((record) => Number(record.sequence))).toEqual(records.map((_, index) => index));
    const sums = await platform.system.system(
      ({ tx }) => tx.$queryRaw<{ kind: string; used: bigint }[]>`
        SELECT kind, sum(amount)::bigint AS used FROM ledger_entries
        WHERE "organizationId" = ${organization.place.org} GROUP BY kind ORDER BY kind`,
    );
    expect(sums).toEqual([
      { kind: "calls", used: BigInt(CAP) },
      { kind: "spend", used: BigInt(CAP) * PRICE },
    ]);
    const counters = await inspector.mget(...(await inspector.keys(`${prefix}limit:*`)));
    expect(counters.map(Number).sort((a, b) => a - b)).toEqual([CAP, CAP * Number(PRICE)]);
  });
});

/** A machine under load may refuse first: what counts is that the process dies at the step. */
async function untilGone(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const isGone = await call().then(
      () => false,
      () => true,
    );
    if (isGone) return;
  }
  throw new Error("the process didn't die");
}
