import { randomUUID } from "node:crypto";
import { newId } from "@countersign/contracts";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { updateKey } from "@countersign/usecases";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, type Answer, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout, other], operations: [fixture.echo, fixture.add, fixture.fail], effect: allow }
  - { id: capped, agents: [scout], operations: [fixture.count], effect: allow, limits: [{ concurrency: 1 }] }
  - { id: ask, agents: [scout], operations: [fixture.structured], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
  - { id: unattended, agents: [scout], operations: [fixture.slow], effect: require_approval, approval: { by: [role:owner], expires: 30m, run: on_approval } }
`;
const LEASE_MS = "6000";
const SOON = { timeout: 30_000, interval: 50 };
const MINUTE_MS = 60_000;

describe("an Idempotency-Key", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let agent: Agent;
  const runs = (tool: string): number => fixture.calls().byTool[tool] ?? 0;
  const under = (key: string) => ({ meta: { "Idempotency-Key": key } });

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    organization = await makeOrganization(platform, {
      connections: { fixture: { url: fixture.url }, second: { url: fixture.url } },
      agents: { scout: [], other: [] },
      policy: POLICY,
    });
    await platform.startWorker();
    gateway = await platform.startGateway({ COUNTERSIGN_LEASE_MS: LEASE_MS, COUNTERSIGN_TICKET_AFTER_MS: "0" });
    agent = new Agent(gateway.url, organization.agent().key.text);
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const say = (key: string, text = "hello", by = agent): Promise<Answer> =>
    by.call("fixture__echo", { text }, under(key));

  it("lets a call run once: a repeat, by header or _meta and at any gateway, gets the first one's answer", async () => {
    const key = randomUUID();
    const before = runs("echo");
    const first = await say(key);
    const elsewhere = new Agent((await platform.startGateway()).url, organization.agent().key.text);
    const repeats = [
      await say(key),
      await agent.call("fixture__echo", { text: "hello" }, { headers: { "idempotency-key": key } }),
      await say(key, "hello", elsewhere),
    ];
    for (const repeat of repeats) expect(repeat.text).toBe(first.text);
    expect(runs("echo")).toBe(before + 1);
    const [record] = await organization.callRecords("fixture.echo", 1);
    expect(record?.idempotencyKeyHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(record)).not.toContain(key);
  });

  it("gives a failed call's answer again too", async () => {
    const key = randomUUID();
    const failing = () => agent.call("fixture__fail", {}, under(key));
    expect([(await failing()).text, (await failing()).text]).toEqual(Array(2).fill("This tool always fails."));
    expect(runs("fail")).toBe(1);
  });

  it("that comes with another call is refused, and nothing runs", async () => {
    const key = randomUUID();
    await say(key);
    const before = [runs("echo"), runs("add")];
    expect((await say(key, "something else")).decision?.code).toBe("call.idempotency.mismatch");
    const other = await agent.call("fixture__add", { a: 1, b: 2 }, under(key));
    expect(other.decision).toMatchObject({ code: "call.idempotency.mismatch", status: 422 });
    expect([runs("echo"), runs("add")]).toEqual(before);
  });

  it("of one agent is not another's", async () => {
    const key = randomUUID();
    const stranger = new Agent(gateway.url, organization.agent("other").key.text);
    await say(key, "mine");
    expect((await say(key, "theirs", stranger)).text).toContain("theirs");
  });

  it("sent 50 times at once runs one call; the rest hear its answer, or that it is running", async () => {
    const key = randomUUID();
    const before = runs("echo");
    const answers = await Promise.all(Array.from({ length: 50 }, () => say(key, "at once")));
    expect(runs("echo")).toBe(before + 1);
    const told = new Set(answers.map((answer) => answer.decision?.code ?? answer.text));
    expect([...told].every((each) => each === "call.idempotency.running" || each.includes("at once"))).toBe(true);
    expect((await say(key, "at once")).text).toContain("at once");
    expect(runs("echo")).toBe(before + 1);
  });

  it("of a call that was refused or that sent nothing lets the next attempt run", async () => {
    const hold = fixture.holdNext();
    const running = agent.call("fixture__count");
    await hold.arrived;
    const key = randomUUID();
    const capped = () => agent.call("fixture__count", {}, under(key));
    expect((await capped()).decision?.code).toBe("limit.concurrency.reached");
    hold.release();
    await running;
    expect((await capped()).decision).toBeNull();
    expect(runs("count")).toBe(2);
  });

  it("goes with an approval: one ticket, one run, one answer however often it is asked", async () => {
    const key = randomUUID();
    const asking = () => agent.call("fixture__structured", {}, under(key));
    const ticket = ticketOf(await asking());
    expect(ticketOf(await asking())).toBe(ticket);
    await organization.decide(ticket, "approve");
    const first = await asking();
    expect(first.result?.["structuredContent"]).toEqual({ value: 42, labels: ["one", "two"] });
    for (let times = 0; times < 3; times += 1) expect((await asking()).result).toEqual(first.result);
    expect(runs("structured")).toBe(1);
    expect(ticketOf(await agent.call("fixture__structured", {}, under(randomUUID())))).not.toBe(ticket);
  });

  describe("left out of a call that people approved and that ran without its agent", () => {
    let inspector: Redis;
    let ms = 0;

    beforeAll(() => {
      inspector = new Redis(platform.redis.url);
      inspector.on("error", () => {});
    });
    afterAll(() => inspector?.disconnect());

    /** Such a call: no other is like it, and its answer is so old. */
    async function ran(ageMs: number, by = agent) {
      ms += 1;
      const args = { ms };
      const ask = (): Promise<Answer> => by.call("fixture__slow", args);
      const ticket = ticketOf(await ask());
      await organization.decide(ticket, "approve");
      await expect.poll(() => organization.approvalState(ticket), SOON).toBe("executed");
      const key = `{s00}:${organization.place.org}:answer:${ticket}`;
      const keptForMs = await inspector.pttl(key);
      await inspector.hincrby(key, "at", -ageMs);
      await platform.system.system(
        ({ tx }) => tx.$executeRaw`
          UPDATE approvals SET "endedAt" = "endedAt" - make_interval(secs => ${ageMs / 1_000}) WHERE id = ${ticket}`,
      );
      return { ask, ticket, keptForMs, answer: `slept ${ms} ms` };
    }

    it("a plain repeat gets the answer while nobody has had it; then it is a new call, and the ticket has it for a day", async () => {
      const before = runs("slow");
      const { ask, ticket, answer, keptForMs } = await ran(14 * MINUTE_MS);
      expect((await ask()).text).toBe(answer);
      expect(ticketOf(await ask())).not.toBe(ticket);
      expect((await agent.claim(ticket)).text).toBe(answer);
      expect(runs("slow")).toBe(before + 1);
      expect(keptForMs).toBeGreaterThan(23 * 60 * MINUTE_MS);
      expect(keptForMs).toBeLessThanOrEqual(24 * 60 * MINUTE_MS);
    });

    it("a plain repeat is a new call once its ticket was claimed, or the answer is more than 15 minutes old", async () => {
      const claimed = await ran(0);
      expect((await agent.claim(claimed.ticket)).text).toBe(claimed.answer);
      const old = await ran(15 * MINUTE_MS);
      for (const { ask, ticket, answer } of [claimed, old]) {
        expect(ticketOf(await ask())).not.toBe(ticket);
        expect((await agent.claim(ticket)).text).toBe(answer);
      }
    });

    it("nobody gets the answer, by repeat or ticket, who may no longer come in or no longer reach the connection", async () => {
      const spare = await organization.issueKey(organization.agent().id);
      const leaver = new Agent(gateway.url, spare.text);
      const { ask, ticket, answer } = await ran(0, leaver);
      await organization.revoke(spare.id);
      for (const refused of [await ask(), await leaver.claim(ticket)]) expect(refused.status).toBe(401);
      const { deps, change } = organization;
      const keyId = organization.agent().key.id;
      await updateKey(deps, { ...change, keyId, connectionIds: [organization.connections["second"] ?? ""] });
      const elsewhere = await agent.claim(ticket);
      expect(elsewhere.decision).toEqual((await agent.claim(newId("approval"))).decision);
      await updateKey(deps, { ...change, keyId, connectionIds: [] });
      expect((await agent.claim(ticket)).text).toBe(answer);
    });
  });

  it("of a call whose gateway died says that the outcome isn't known, and never runs again", async () => {
    const doomed = await platform.startGatewayProcess({ COUNTERSIGN_LEASE_MS: LEASE_MS });
    const victim = new Agent(doomed.url, organization.agent().key.text);
    await vi.waitFor(() => victim.names(), SOON);
    const key = randomUUID();
    const hold = fixture.holdNext();
    const lost = expect(victim.call("fixture__add", { a: 2, b: 3 }, under(key))).rejects.toThrow();
    await hold.arrived;
    await doomed.kill9();
    await lost;
    hold.release();
    const before = runs("add");
    const again = () => agent.call("fixture__add", { a: 2, b: 3 }, under(key));
    expect((await again()).decision?.code).toBe("call.idempotency.running");
    await expect.poll(async () => (await again()).decision?.code, SOON).toBe("call.outcome.unknown");
    expect(runs("add")).toBe(before);
  });

  it("survives a restart of Redis", async () => {
    const key = randomUUID();
    await say(key, "before");
    const before = runs("echo");
    await platform.redis.restart();
    await expect.poll(async () => (await say(key, "before")).text, SOON).toContain("before");
    expect(runs("echo")).toBe(before);
  });

  it("is known again after Redis lost everything: the call never runs again", async () => {
    const key = randomUUID();
    await say(key, "lasting");
    const before = runs("echo");
    await expect
      .poll(async () => (await organization.callRecords("fixture.echo", 1))[0]?.arguments?.text, SOON)
      .toContain("lasting");
    await platform.redis.empty();
    await expect.poll(async () => (await say(key, "lasting")).decision?.code, SOON).toBe("call.outcome.unknown");
    expect(runs("echo")).toBe(before);
    expect((await say(randomUUID(), "anew")).text).toContain("anew");
  });

  it("of a caller who may no longer come in answers nothing", async () => {
    const spare = await organization.issueKey(organization.agent().id);
    const leaver = new Agent(gateway.url, spare.text);
    const key = randomUUID();
    await say(key, "secret", leaver);
    await organization.revoke(spare.id);
    expect((await say(key, "secret", leaver)).status).toBe(401);
  });

  it.each([
    ["empty", ""],
    ["too long", "k".repeat(256)],
    ["with control characters", "a\u0007b"],
    ["a number", 7],
    ["null", null],
  ])("that is %s is refused, and nothing runs", async (_what, key) => {
    const before = runs("echo");
    const refused = await agent.call("fixture__echo", { text: "a" }, { meta: { "Idempotency-Key": key } });
    expect(refused.decision?.code).toBe("call.idempotency.invalid");
    expect(runs("echo")).toBe(before);
  });

  it("that differs between header and _meta is refused", async () => {
    const refused = await agent.call(
      "fixture__echo",
      { text: "a" },
      { ...under("one"), headers: { "idempotency-key": "two" } },
    );
    expect(refused.decision?.code).toBe("call.idempotency.invalid");
  });
});
