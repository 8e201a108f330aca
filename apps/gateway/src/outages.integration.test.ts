import { type FaultProxy, type FixtureMcpServer, startFaultProxy, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, type Answer, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform } from "./testing/platform.ts";
import { wrongClock } from "./testing/processes.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout], operations: [fixture.echo], effect: allow }
  - { id: no, agents: [scout], operations: [fixture.slow], effect: deny }
  - { id: ask, agents: [scout], operations: [fixture.count], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;
const SOON = { timeout: 20_000, interval: 50 };

describe("outages", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let postgres: FaultProxy;
  let gatewayUrl: string;
  let agent: Agent;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    organization = await makeOrganization(platform, { connections: { fixture }, policy: POLICY });
    postgres = await startFaultProxy(platform.appDatabaseUrl);
    const settings = { DATABASE_APP_URL: postgres.url, COUNTERSIGN_TICKET_AFTER_MS: "0" };
    gatewayUrl = (await platform.startGateway(settings)).url;
    agent = new Agent(gatewayUrl, organization.agent().key.text);
  });
  afterAll(async () => {
    await platform?.close();
    await postgres?.close();
    await fixture?.close();
  });

  const say = (): Promise<Answer> => agent.call("fixture__echo", { text: "hello" });

  function expectUnavailable(answer: Answer): void {
    expect(answer.status).toBe(200);
    expect(answer.error).toMatchObject({
      code: -32603,
      data: { code: "platform.decision.unavailable", retryAfterMs: expect.any(Number) },
    });
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  }

  describe("Postgres", () => {
    let ticket: string;

    beforeAll(async () => {
      expect((await say()).text).toBe("hello");
      ticket = ticketOf(await agent.call("fixture__count"));
      postgres.fault = { kind: "refuse" };
    });

    it("P48: is gone: allowed calls go on, lists and denials too", async () => {
      const before = fixture.calls().count;
      const answers = await Promise.all(Array.from({ length: 20 }, say));
      expect(answers.map((answer) => answer.text)).toEqual(Array.from({ length: 20 }, () => "hello"));
      expect(fixture.calls().count - before).toBe(20);
      expect(await agent.names()).toContain("fixture__echo");
      expect((await agent.call("fixture__slow", { ms: 0 })).decision?.code).toBe("policy.rule.denied");
    });

    it("is gone: a call that needs a person, and its ticket, are told to come again, and nothing runs", async () => {
      expectUnavailable(await agent.call("fixture__count"));
      expectUnavailable(await agent.claim(ticket));
      expectUnavailable(await agent.withdraw(ticket));
      expect(fixture.calls().byTool["count"]).toBeUndefined();
    });

    it("is gone: a stop still holds for the next call", async () => {
      const { place, connections } = organization;
      const connectionId = connections["fixture"] ?? "";
      await platform.admission.kill(place, [connectionId]);
      expect((await say()).decision?.code).toBe("kill.switch.on");
      await platform.admission.lift(place, [connectionId]);
      expect((await say()).text).toBe("hello");
    });

    it("is gone: a gateway that starts now refuses what it can't decide, and learns when it is back", async () => {
      const settings = { DATABASE_APP_URL: postgres.url };
      const late = new Agent((await platform.startGateway(settings)).url, organization.agent().key.text);
      expectUnavailable(await late.call("fixture__echo", { text: "hello" }));
      postgres.fault = null;
      await expect.poll(async () => (await late.call("fixture__echo", { text: "hello" })).text, SOON).toBe("hello");
    });

    it("is back: the ticket is what it was, and works", async () => {
      await expect.poll(async () => (await agent.claim(ticket)).decision?.code, SOON).toBe("approval.request.pending");
      await organization.decide(ticket, "approve");
      expect((await agent.claim(ticket)).text).toBe("1");
    });
  });

  describe("Redis", () => {
    it("is gone: calls, lists and tickets are refused within a second with a hint when to retry, and nothing runs", async () => {
      expect((await say()).text).toBe("hello");
      const ticket = ticketOf(await agent.call("fixture__count"));
      const before = fixture.calls().count;
      await platform.redis.kill9();
      for (const send of [say, () => agent.list(), () => agent.claim(ticket), () => agent.call("fixture__count")]) {
        const tookMs: number[] = [];
        for (let times = 0; times < 3; times += 1) {
          const began = performance.now();
          expectUnavailable(await send());
          tookMs.push(performance.now() - began);
        }
        // The quickest, since other tests run beside this one.
        expect(Math.min(...tookMs)).toBeLessThan(1_000);
      }
      expect(fixture.calls().count).toBe(before);
      expect((await fetch(`${gatewayUrl}/readyz`)).status).toBe(503);
      expect((await fetch(`${gatewayUrl}/healthz`)).status).toBe(200);
    });

    it("is back: calls run again, without the gateway being started anew", async () => {
      await platform.redis.restart();
      await expect.poll(async () => (await say()).text, SOON).toBe("hello");
      expect((await fetch(`${gatewayUrl}/readyz`)).status).toBe(200);
    });
  });

  it("P33: nothing runs after its time, and little late is it over, whatever the clocks of processes say", async () => {
    const minutes = [-60, -50, 60, 50];
    const clock = wrongClock(minutes.map((late) => late * 60_000));
    const [gateway, worker] = await Promise.all([
      platform.startGatewayProcess({ ...clock, COUNTERSIGN_TICKET_AFTER_MS: "0" }),
      platform.startWorker(clock),
    ]);
    const by = new Agent(gateway.url, organization.agent().key.text);
    await vi.waitFor(() => by.names(), SOON);
    for (const { log } of [gateway, worker]) {
      const [, said] = /"time":"?([^",]+)/.exec(log()) ?? [];
      const at = Number(said) || Date.parse(said ?? "");
      expect(Math.round((at - Date.now()) / 600_000), log()).toBe(-6);
    }
    const ran = () => fixture.calls().byTool["count"] ?? 0;
    const set = (ticket: string, column: "expiresAt" | "permitUntil", inMs: number) =>
      platform.system.system(({ tx }) =>
        tx.$executeRawUnsafe(
          `UPDATE approvals SET "${column}" = clock_timestamp() + $1 * interval '1 ms' WHERE id = $2`,
          inMs,
          ticket,
        ),
      );
    const lateMs = async (ticket: string): Promise<number> => {
      const row = await platform.system.system(({ tx }) => tx.approval.findUniqueOrThrow({ where: { id: ticket } }));
      return (row.endedAt ?? new Date(0)).getTime() - row.expiresAt.getTime();
    };
    const ask = async (): Promise<string> => ticketOf(await by.call("fixture__count"));
    for (const _ of minutes) {
      const before = ran();
      const lapsed = await ask();
      await organization.decide(lapsed, "approve");
      await set(lapsed, "permitUntil", -1);
      expect((await by.claim(lapsed)).decision?.code).toBe("approval.permit.lapsed");

      const expired = await ask();
      await set(expired, "expiresAt", 300);
      await expect.poll(() => organization.approvalState(expired), SOON).toBe("expired");
      await expect(organization.decide(expired, "approve")).rejects.toThrow("expired");
      expect((await by.claim(expired)).decision?.code).toBe("approval.request.expired");
      // A sweep each second; any of these clocks would make it ten minutes or an hour.
      expect(await lateMs(expired)).toBeGreaterThanOrEqual(0);
      expect(await lateMs(expired)).toBeLessThan(10_000);
      expect(ran()).toBe(before);

      const kept = await ask();
      await organization.decide(kept, "approve");
      expect((await by.claim(kept)).text).toBe(String(before + 1));
      // An open one is joined.
      await expect.poll(() => organization.approvalState(kept), SOON).toBe("executed");
      for (const { pid } of [gateway, worker]) process.kill(pid, "SIGUSR2");
    }
  }, 180_000);
});
