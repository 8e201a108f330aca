import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { archiveAgent, beginCheck, listInFlight, resumeOrganization, suspendOrganization } from "@countersign/usecases";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Agent, type Answer } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout, other], operations: ["*.echo"], effect: allow }
  - { id: slow, agents: [scout, other], operations: ["*.slow"], effect: allow, limits: [{ concurrency: 1 }] }
  - { id: ask, agents: [scout], operations: ["*.count"], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;
/** Far beyond the test's patience: an answer within it means that the call was stopped. */
const FOREVER_MS = 300_000;
const SOON = { timeout: 30_000, interval: 20 };
const TICKET = { COUNTERSIGN_TICKET_AFTER_MS: "60000" };

describe("a kill switch", () => {
  let platform: Platform;
  let gateways: readonly TestGateway[];
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    gateways = [await platform.startGateway(TICKET), await platform.startGatewayProcess(TICKET)];
    await platform.startWorker();
  });
  beforeEach(async () => {
    organization = await makeOrganization(platform, {
      connections: { fixture, second: fixture },
      agents: { scout: ["one"], other: [] },
      policy: POLICY,
    });
    // A busy machine may read the configuration too late for the first request.
    await vi.waitFor(() => Promise.all(gateways.map((_, index) => agentAt(index).names())), SOON);
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const agentAt = (index: number, key = organization.agent().key.text): Agent => {
    const gateway = gateways[index];
    if (!gateway) throw new Error("no such gateway");
    return new Agent(gateway.url, key);
  };
  const inFlight = async () => {
    const target = { kind: "organization", id: organization.place.org } as const;
    const listed = await listInFlight(organization.deps, { organizationId: organization.place.org, target });
    return listed.ok ? (listed.value.calls ?? []) : [];
  };
  /** Starts a call that would take for ever, and resolves once it is out. */
  async function out(agent: Agent, connection = "fixture"): Promise<{ readonly answer: Promise<Answer> }> {
    const [before, ran] = [(await inFlight()).length, fixture.calls().byTool["slow"] ?? 0];
    const answer = agent.call(`${connection}__slow`, { ms: FOREVER_MS });
    await vi.waitFor(async () => {
      expect((await inFlight()).length).toBe(before + 1);
      expect(fixture.calls().byTool["slow"]).toBe(ran + 1);
    }, SOON);
    return { answer };
  }
  const stopped = async (answer: Promise<Answer>): Promise<number> => {
    const since = performance.now();
    const { decision, text } = await answer;
    expect(decision?.code).toBe("kill.switch.on");
    expect(text).toContain("may have run");
    return performance.now() - since;
  };

  it.each(["agent", "organization", "connection"] as const)(
    "of the %s aborts its calls on every gateway within a second, and they are recorded as unknown",
    async (kind) => {
      const first = await out(agentAt(0));
      const other = await out(agentAt(1, organization.agent("other").key.text));
      const ids = {
        agent: organization.agent().id,
        organization: organization.place.org,
        connection: organization.connections["fixture"] ?? "",
      };
      const killId = await organization.pullKill({ kind, id: ids[kind] });
      expect(await stopped(first.answer)).toBeLessThan(1_000);
      if (kind === "agent") {
        expect(await inFlight()).toMatchObject([{ agentName: "other" }]);
        await organization.pullKill({ kind, id: organization.agent("other").id });
      }
      expect(await stopped(other.answer)).toBeLessThan(1_000);
      expect(await inFlight()).toEqual([]);
      const records = await organization.callRecords("slow", 2);
      expect(records.map(({ outcome, errorCode }) => `${outcome} ${errorCode}`)).toEqual([
        "unknown kill.switch.on",
        "unknown kill.switch.on",
      ]);
      await organization.liftKill(killId);
      // The one slot of the limit is free again, on each gateway.
      for (const index of [0, 1]) {
        expect((await agentAt(index).call("fixture__slow", { ms: 0 })).text).toBe("slept 0 ms");
      }
    },
  );

  it("of a proved instance aborts its calls and leaves the agent's own alone", async () => {
    const one = await out(agentAt(0, organization.agent().instances["one"]?.text));
    const calls = await inFlight();
    const instance = calls.find((call) => call.instanceName === "one");
    const instances = await platform.db.tenant(organization.place.org, ({ tx }) => tx.instance.findMany());
    const id = instances.find((row) => row.name === "one")?.id ?? "";
    expect(instance?.agentName).toBe("scout");
    await organization.pullKill({ kind: "instance", id });
    expect(await stopped(one.answer)).toBeLessThan(1_000);
    expect((await agentAt(1).call("fixture__echo", { text: "still here" })).text).toBe("still here");
  });

  it("of one connection leaves calls of another out", async () => {
    const spared = await out(agentAt(0), "second");
    const other = await out(agentAt(1, organization.agent("other").key.text));
    await organization.pullKill({ kind: "connection", id: organization.connections["fixture"] ?? "" });
    expect(await stopped(other.answer)).toBeLessThan(1_000);
    expect(await inFlight()).toMatchObject([{ connectionName: "second" }]);
    await organization.pullKill({ kind: "connection", id: organization.connections["second"] ?? "" });
    await stopped(spared.answer);
  });

  it("that goes with a revoked key aborts the calls of that key, which is told as no key", async () => {
    const mine = await out(agentAt(1));
    const key = await organization.issueKey(organization.agent().id);
    await organization.revoke(organization.agent().key.id);
    const answer = await mine.answer;
    expect([answer.status, answer.body.includes("auth.credential.invalid")]).toEqual([401, true]);
    expect((await agentAt(1, key.text).call("fixture__echo", { text: "x" })).text).toBe("x");
  });

  it("isn't needed for an agent that is archived: its calls in flight are aborted, and those of others go on", async () => {
    const mine = await out(agentAt(1));
    const spared = await out(agentAt(1, organization.agent("other").key.text), "second");
    const { deps, change } = organization;
    expect((await archiveAgent(deps, { ...change, agentId: organization.agent().id })).ok).toBe(true);
    expect(await stopped(mine.answer)).toBeLessThan(1_000);
    expect(await inFlight()).toMatchObject([{ agentName: "other" }]);
    await organization.pullKill({ kind: "agent", id: organization.agent("other").id });
    await stopped(spared.answer);
  });

  it("ends the wait for a person at once; the approval can't run until it is lifted, and runs then", async () => {
    const waiting = agentAt(1).call("fixture__count");
    const ticket = await vi.waitFor(async () => {
      const [id] = await organization.waiting();
      if (id === undefined) throw new Error("nothing waits");
      return id;
    }, SOON);
    const ran = fixture.calls().byTool["count"] ?? 0;
    const killId = await organization.pullKill({ kind: "agent", id: organization.agent().id });
    const since = performance.now();
    expect((await waiting).decision?.code).toBe("kill.switch.on");
    expect(performance.now() - since).toBeLessThan(1_000);
    await organization.decide(ticket, "approve");
    expect((await agentAt(0).claim(ticket)).decision?.code).toBe("kill.switch.on");
    expect(await organization.approvalState(ticket)).toBe("approved");
    expect(fixture.calls().byTool["count"] ?? 0).toBe(ran);
    await organization.liftKill(killId);
    expect((await agentAt(0).claim(ticket)).result?.isError).toBeUndefined();
    expect(fixture.calls().byTool["count"]).toBe(ran + 1);
  });

  it("pulled and lifted again and again under calls leaves nothing out and nothing stopped", async () => {
    const agent = agentAt(0);
    let isOver = false;
    const codes = new Map<string, number>();
    const callers = [0, 1, 2, 3].map(async () => {
      while (!isOver) {
        const answer = await agent.call("fixture__echo", { text: "x" });
        const code = answer.decision?.code ?? (answer.text || answer.body);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    });
    const target = { kind: "agent", id: organization.agent().id } as const;
    for (let round = 0; round < 20; round += 1) await organization.liftKill(await organization.pullKill(target));
    isOver = true;
    await Promise.all(callers);
    expect(
      [...codes.keys()].filter((code) => !["x", "kill.switch.on"].includes(code) && !code.includes('"platform.')),
    ).toEqual([]);
    expect(await inFlight()).toEqual([]);
    expect((await agent.call("fixture__echo", { text: "x" })).text).toBe("x");
  });

  it("P12: a suspended organization has no effect any more within 5 s, and goes on once it is resumed", async () => {
    const running = await out(agentAt(1));
    const waiting = agentAt(0).call("fixture__count");
    const ticket = await vi.waitFor(async () => {
      const [id] = await organization.waiting();
      if (id === undefined) throw new Error("nothing waits");
      return id;
    }, SOON);
    const asked = agentAt(1, organization.agent().instances["one"]?.text).call("fixture__count");
    const approved = await vi.waitFor(async () => {
      const id = (await organization.waiting()).find((each) => each !== ticket);
      if (id === undefined) throw new Error("only one waits");
      return id;
    }, SOON);
    const deps = { db: platform.system, hot: platform.admission };
    const { change } = organization;
    const ran = fixture.calls().count;
    const since = performance.now();
    expect(await suspendOrganization(deps, { ...change, reason: "unpaid" })).toMatchObject({ ok: true, inForce: true });
    for (const answer of await Promise.all([running.answer, waiting, asked])) {
      expect(answer.decision?.code ?? answer.body).toMatch(/kill\.switch\.on|auth\.organization\.suspended/);
    }
    expect(performance.now() - since).toBeLessThan(5_000);
    await expect(organization.decide(approved, "approve")).rejects.toThrow("suspended");
    for (const agent of [agentAt(0), agentAt(1), agentAt(0, organization.agent("other").key.text)]) {
      const answers = [await agent.call("fixture__echo", { text: "x" }), await agent.list(), await agent.claim(ticket)];
      for (const { body } of answers) expect(body).toContain("auth.organization.suspended");
    }
    expect(await organization.callRecords("slow", 1)).toMatchObject([{ outcome: "unknown" }]);
    await expectNotLookedAt();
    expect(fixture.calls().count).toBe(ran);
    // Its own people can't end it by the switch of their organization.
    const killId = await organization.pullKill({ kind: "organization", id: organization.place.org });
    await organization.liftKill(killId);
    expect((await agentAt(0).call("fixture__echo", { text: "x" })).body).toContain("auth.organization.suspended");
    expect(await platform.admission.organizationState(organization.place)).toMatchObject({
      kills: [organization.place.org],
    });
    expect(await resumeOrganization(deps, change)).toMatchObject({ ok: true, inForce: true });
    expect((await agentAt(1).call("fixture__echo", { text: "back" })).text).toBe("back");
    await organization.decide(ticket, "approve");
    expect((await agentAt(0).claim(ticket)).decision).toBeNull();
  });

  /** A look at its connection is due, and so, later, is one of another organization: which has it first. */
  async function expectNotLookedAt(): Promise<void> {
    const other = await makeOrganization(platform, {
      connections: { fixture },
      agents: { scout: [], other: [] },
      policy: POLICY,
    });
    const [suspended = "", served = ""] = [organization.connections["fixture"], other.connections["fixture"]];
    expect(await beginCheck(platform, { organizationId: organization.place.org, connectionId: suspended }, 1)).toEqual({
      kind: "gone",
    });
    const lookedAt = async (id: string): Promise<boolean> => {
      const rows = await platform.system.system(
        ({ tx }) => tx.$queryRaw<{ checkedAt: Date | null }[]>`SELECT "checkedAt" FROM connections WHERE id = ${id}`,
      );
      return rows[0]?.checkedAt != null;
    };
    await platform.system.system(async ({ tx }) => {
      await tx.$executeRaw`UPDATE connections SET "checkedAt" = NULL, "checkingUntil" = NULL,
        "nextCheckAt" = now() - (CASE id WHEN ${suspended} THEN interval '2 hours' ELSE interval '1 hour' END)
        WHERE id IN (${suspended}, ${served})`;
    });
    await expect.poll(() => lookedAt(served), SOON).toBe(true);
    expect(await lookedAt(suspended)).toBe(false);
  }
});
