import { CRASH_AT_VARIABLE, CRASH_POINTS } from "@countersign/telemetry";
import { type FixtureHold, type FixtureMcpServer, isSoak, startFixtureMcpServer, volume } from "@countersign/testkit";
import { claimApproval } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, type Answer, TAKES_TASKS, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";
import type { TestProcess } from "./testing/processes.ts";

const ASK = "effect: require_approval, approval: { by: [role:owner], expires: 30m }";
const POLICY = `
version: 1
rules:
  - { id: ask, agents: [scout], operations: [fixture.count, fixture.fail, fixture.add], ${ASK} }
  - { id: ready, agents: [scout], operations: [fixture.slow], effect: require_approval, approval: { by: [role:owner], expires: 30m, run: on_approval } }
  - { id: collected, agents: [scout], operations: [fixture.big], effect: require_approval, approval: { by: [role:owner], expires: 30m, run: on_claim } }
  - { id: say, agents: [scout], operations: [fixture.echo], effect: allow }
  - { id: once, agents: [scout], operations: [fixture.structured], effect: allow, limits: [{ spend: $0.25, per: day }, { concurrency: 1 }] }
`;
const LEASE_MS = "6000";
const SOON = { timeout: 30_000, interval: 50 };

describe("a gateway killed with SIGKILL", () => {
  let platform: Platform;
  let survivor: TestGateway;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let agent: Agent;
  const runs = (tool: string): number => fixture.calls().byTool[tool] ?? 0;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    const overrides = { structured: { priceMicros: 250_000n } };
    organization = await makeOrganization(platform, {
      connections: { fixture: { url: fixture.url, overrides } },
      policy: POLICY,
    });
    survivor = await platform.startGateway({ COUNTERSIGN_LEASE_MS: LEASE_MS });
    agent = new Agent(survivor.url, organization.agent().key.text);
    await platform.startWorker();
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const start = (ticketAfterMs: string) =>
    platform.startGatewayProcess({ COUNTERSIGN_LEASE_MS: LEASE_MS, COUNTERSIGN_TICKET_AFTER_MS: ticketAfterMs });

  it("while an approval waits: the ticket works at another gateway, and the call runs once", async () => {
    const doomed = await start("60000");
    const began = new AbortController();
    const waits = new Promise<void>((resolve) => began.signal.addEventListener("abort", () => resolve()));
    const held = new Agent(doomed.url, organization.agent().key.text).call(
      "fixture__fail",
      {},
      { onEvent: () => began.abort() },
    );
    const lost = expect(held).rejects.toThrow();
    await waits;
    await doomed.kill9();
    await lost;
    const [ticket = ""] = await organization.waiting();
    await organization.decide(ticket, "approve");
    expect((await agent.claim(ticket)).text).toBe("This tool always fails.");
    expect(runs("fail")).toBe(1);
    await expect.poll(() => organization.approvalState(ticket), SOON).toBe("failed");
  });

  it("is another thing than one asked to stop, which finishes its call and takes no other", async () => {
    const leaving = await start("0");
    const guest = new Agent(leaving.url, organization.agent().key.text);
    const hold = fixture.holdNext();
    const running = guest.call("fixture__echo", { text: "goodbye" });
    await hold.arrived;
    const ended = leaving.close();
    await expect
      .poll(
        () =>
          guest.list().then(
            () => "answered",
            () => "closed",
          ),
        SOON,
      )
      .toBe("closed");
    hold.release();
    expect((await running).text).toBe("goodbye");
    expect(await ended).toBe(0);
  });

  it("between claim and admission: the claim goes back when its lease ends, and the call runs once elsewhere", async () => {
    const quick = await platform.startGateway({ COUNTERSIGN_LEASE_MS: LEASE_MS, COUNTERSIGN_TICKET_AFTER_MS: "0" });
    const asked = await new Agent(quick.url, organization.agent().key.text).call("fixture__add", { a: 1, b: 2 });
    const approvalId = ticketOf(asked);
    await organization.decide(approvalId, "approve");
    const principal = { agentId: organization.agent().id, instanceId: null, instanceName: "default" };
    const { org: organizationId } = organization.place;
    const claim = { organizationId, approvalId, principal, leaseMs: Number(LEASE_MS) };
    expect((await claimApproval(platform, claim)).ok).toBe(true);
    expect((await agent.claim(approvalId)).text).toBe("3");
    expect(runs("add")).toBe(1);
    const [record] = await organization.callRecords("fixture.add", 1);
    expect(record).toMatchObject({ outcome: "succeeded", approvalId, attempt: 2 });
  });

  describe("between claim and settle, with an approved and a plain call in flight", () => {
    let ticket: string;
    let long: FixtureHold;
    let longer: Promise<Answer>;

    beforeAll(async () => {
      long = fixture.holdNext();
      longer = agent.call("fixture__echo", { text: "still alive" });
      await long.arrived;
      const doomed = await start("0");
      const victim = new Agent(doomed.url, organization.agent().key.text);
      ticket = ticketOf(await victim.call("fixture__count"));
      await organization.decide(ticket, "approve");
      const holds = [fixture.holdNext(), fixture.holdNext()];
      const calls = [victim.claim(ticket), victim.call("fixture__structured")];
      const lost = calls.map((call) => expect(call).rejects.toThrow());
      await Promise.all(holds.map((hold) => hold.arrived));
      await doomed.kill9();
      await Promise.all(lost);
      for (const hold of holds) hold.release();
    });

    it("the ticket waits for the outcome and tells that it isn't known, and not to repeat it", async () => {
      expect(await organization.approvalState(ticket)).toBe("executing");
      const told = await agent.claim(ticket);
      expect(told.result?.isError).toBe(true);
      expect(told.decision?.code).toBe("call.outcome.unknown");
      expect(told.text).toContain("Do not repeat it");
      expect(await organization.approvalState(ticket)).toBe("unknown");
    });

    it("the approved call never runs again, by ticket or by repeat", async () => {
      expect((await agent.claim(ticket)).decision?.code).toBe("call.outcome.unknown");
      expect((await agent.call("fixture__count")).decision?.code).toBe("call.outcome.unknown");
      expect(runs("count")).toBe(1);
    });

    it("both have one record each, with outcome unknown, charged at the reservation", async () => {
      const approved = await organization.callRecords("fixture.count", 1);
      expect(approved).toHaveLength(1);
      expect(approved[0]).toMatchObject({ outcome: "unknown", approvalId: ticket, attempt: 1 });
      const plain = await organization.callRecords("fixture.structured", 1);
      expect(plain).toHaveLength(1);
      expect(plain[0]).toMatchObject({
        outcome: "unknown",
        errorCode: "call.outcome.unknown",
        reservedMicros: "250000",
        costMicros: "250000",
      });
    });

    it("a call of a living gateway, older than those whose lease ended, is still in flight and succeeds", async () => {
      long.release();
      expect((await longer).text).toBe("still alive");
      const records = await organization.callRecords("fixture.echo", 2);
      expect(records.map((record) => record.outcome)).toEqual(["succeeded", "succeeded"]);
    });

    it("the spend stays taken, and the room for calls at once is given back", async () => {
      const refused = await agent.call("fixture__structured");
      expect(refused.decision).toMatchObject({
        code: "limit.spend.reached",
        limit: { kind: "spend", used: "250000", max: "250000" },
      });
      expect(runs("structured")).toBe(1);
      await organization.publish(POLICY.replace("spend: $0.25", "spend: $5"));
      expect((await agent.call("fixture__structured")).decision).toBeNull();
    });
  });

  describe.each(["killed", "asked to stop"] as const)("and one that is %s: its tasks", (how) => {
    const isKilled = how === "killed";
    let bytes = isKilled ? 0 : 1_000;

    /** A task by a call like no other: its answer is as long as it asks for. */
    async function ask(by: Agent) {
      bytes += 1;
      const created = await by.call("fixture__big", { bytes }, { meta: TAKES_TASKS });
      const id = String(created.result?.["taskId"]);
      const answered = {
        ...{ taskId: id, status: "completed" },
        result: { content: [{ type: "text", text: "x".repeat(bytes) }] },
      };
      return { id, bytes, answered };
    }
    type Task = Awaited<ReturnType<typeof ask>>;
    const look = async ({ id }: Task, by = agent) => (await by.task("tasks/get", id)).result;
    const timesRun = (task: Task): number =>
      fixture.calls().bodies.filter((call) => call.tool === "big" && call.arguments["bytes"] === task.bytes).length;

    /** Ends a gateway while a task of it executes; how the look that runs it ends. */
    async function endWhile(executing: Task, gateway: TestProcess, owner: Agent) {
      const hold = fixture.holdNext();
      const looked = look(executing, owner).catch(() => "lost");
      await hold.arrived;
      expect(await look(executing)).toMatchObject({ taskId: executing.id, status: "working" });
      const ended = isKilled ? gateway.kill9() : gateway.close();
      if (isKilled) await ended;
      hold.release();
      await ended;
      return looked;
    }

    async function endGateway(): Promise<void> {
      const gateway = await start("0");
      const owner = new Agent(gateway.url, organization.agent().key.text);
      await vi.waitFor(() => owner.names(), SOON);
      const working = await ask(owner);
      const withdrawn = await ask(owner);
      const approved = await ask(owner);
      const ran = await ask(owner);
      const executing = await ask(owner);
      for (const { id } of [approved, ran, executing]) await organization.decide(id, "approve");
      const asLeft = [await look(working, owner), await look(ran, owner)];
      expect(asLeft).toMatchObject([{ taskId: working.id, status: "working" }, ran.answered]);
      const looked = await endWhile(executing, gateway, owner);

      expect([await look(working), await look(ran)]).toEqual(asLeft);
      expect(await look(approved)).toMatchObject(approved.answered);
      await agent.task("tasks/cancel", withdrawn.id);
      await expect(organization.decide(withdrawn.id, "approve")).rejects.toThrow("cancelled");
      expect(await look(withdrawn)).toMatchObject({ status: "cancelled" });
      await organization.decide(working.id, "approve");
      expect(await look(working)).toMatchObject(working.answered);
      const decision = { "io.countersign/decision": { code: "call.outcome.unknown" } };
      const unknown = { taskId: executing.id, status: "completed", result: { isError: true, _meta: decision } };
      if (isKilled) expect(looked).toBe("lost");
      else expect(looked).toMatchObject(executing.answered);
      await expect.poll(() => look(executing), SOON).toMatchObject(isKilled ? unknown : executing.answered);
      for (const task of [working, approved, ran]) expect(await look(task)).toMatchObject(task.answered);
      expect([working, withdrawn, approved, ran, executing].map(timesRun)).toEqual([1, 0, 1, 1, 1]);
    }

    it("P27 and P28: are the same at another, each runs once, and can be withdrawn there", async () => {
      for (let round = 0; round < volume({ ci: 1, soak: 25 }); round += 1) await endGateway();
    }, 600_000);
  });

  it("P27: calls that run on approval run once, whichever step of running them kills a gateway", async () => {
    await survivor.close();
    const steps = CRASH_POINTS.filter((point) =>
      /^gateway\.(?:before|after)-(?:claim|admit|forward|settle)$/.test(point),
    );
    const doomed = await Promise.all(
      steps
        .filter((_, index) => isSoak() || index % 2 === 1)
        .map((step) =>
          platform.startGatewayProcess({
            COUNTERSIGN_LEASE_MS: LEASE_MS,
            COUNTERSIGN_TICKET_AFTER_MS: "0",
            [CRASH_AT_VARIABLE]: step,
          }),
        ),
    );
    const left = new Set(doomed);
    for (const each of doomed) void each.gone.then(() => left.delete(each));
    const tickets: string[] = [];
    for (let [one] = left; one; [one] = left) {
      const asker = new Agent(one.url, organization.agent().key.text);
      const answer = await asker.call("fixture__slow", { ms: tickets.length }).catch(() => null);
      if (!answer?.decision?.approval) continue;
      tickets.push(ticketOf(answer));
      await organization.decide(ticketOf(answer), "approve");
      const before = left.size;
      await vi.waitUntil(() => left.size < before, { timeout: 2_000 }).catch(() => {});
    }
    await platform.startGateway({ COUNTERSIGN_LEASE_MS: LEASE_MS });
    for (const [index, ticket] of tickets.entries()) {
      await expect.poll(() => organization.approvalState(ticket), SOON).toMatch(/^(?:executed|unknown)$/);
      const times = fixture
        .calls()
        .bodies.filter(({ tool, arguments: sent }) => tool === "slow" && sent["ms"] === index);
      expect(times.length).toBeLessThanOrEqual(1);
      if ((await organization.approvalState(ticket)) === "executed") expect(times).toHaveLength(1);
    }
  }, 120_000);
});
