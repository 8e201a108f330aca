import { type FixtureMcpServer, startFixtureMcpServer, volume } from "@countersign/testkit";
import { recountLimits } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, type Answer } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const CALLERS = volume({ ci: 1_000, soak: 10_000 });
const UNIT = 1_000_000n;
const CAP = 100n * UNIT;
const TOOLS = ["echo", "add", "count", "structured", "fail"] as const;
type Tool = (typeof TOOLS)[number];
const ARGUMENTS: Readonly<Record<Tool, object>> = {
  ...{ echo: { text: "x" }, add: { a: 1, b: 2 }, count: {}, structured: {}, fail: {} },
};

/** A clock that is wrong by so much: what `Date.now()` and `new Date()` give in the whole process. */
function skewed(ms: number): string {
  const source = `const D=Date;globalThis.Date=class extends D{constructor(...a){a.length?super(...a):super(D.now()+${ms})}static now(){return D.now()+${ms}}};`;
  return `--import=data:text/javascript,${encodeURIComponent(source)}`;
}

describe("spend over three gateway processes whose clocks differ by 4 s", () => {
  let platform: Platform;
  let gateways: readonly TestGateway[];
  let fixture: FixtureMcpServer;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    const start = (skewMs: number) => platform.startGatewayProcess({ NODE_OPTIONS: skewed(skewMs) });
    gateways = await Promise.all([start(-2_000), start(0), start(2_000), platform.startWorker()]).then((started) =>
      started.filter((each): each is TestGateway & typeof each => "url" in each),
    );
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const recount = async ({ place, change }: TestOrganization) => {
    const deps = { db: platform.system, admission: platform.admission };
    const counted = await recountLimits(deps, { organizationId: place.org, isFix: false, actor: change.actor });
    if (counted.kind !== "RECOUNTED") throw new Error(JSON.stringify(counted));
    return counted;
  };

  /** What every call took that the ledger had when it was asked, or that was out or on its way at an instant after. */
  async function charged(organization: TestOrganization): Promise<{ counter: bigint; calls: bigint }> {
    const { place } = organization;
    const ledger = await platform.system.system(
      ({ tx }) => tx.$queryRaw<{ callId: string; amount: bigint }[]>`
        SELECT r.record->>'callId' AS "callId", l.amount FROM ledger_entries l
        JOIN audit_records r ON r.id = l."recordId" AND r."organizationId" = l."organizationId"
        WHERE l."organizationId" = ${place.org} AND l.kind = 'spend'`,
      // A thousand callers share this process with whoever watches them.
      { timeoutMs: 60_000, maxWaitMs: 60_000 },
    );
    const found = await platform.admission.findCounters(place);
    const held = await platform.admission.readCounters(place, found.kind === "FOUND" ? found.keys : []);
    // Who watches shares a busy process with a thousand callers and may hear the answer too late: it looks once more.
    if (found.kind === "UNAVAILABLE" || held.kind === "UNAVAILABLE") return charged(organization);
    if (held.kind !== "COUNTERS") throw new Error(held.kind);
    const byCall = new Map(ledger.map(({ callId, amount }) => [callId, amount]));
    for (const { record } of held.waiting) {
      const { callId, limits } = JSON.parse(record) as { callId: string; limits: { kind: string; amount: string }[] };
      const spend = limits.find(({ kind }) => kind === "spend");
      byCall.set(callId, BigInt(spend?.amount ?? 0));
    }
    for (const { callId, spend } of held.calls) byCall.set(callId, spend[0]?.[1] ?? 0n);
    const counter = held.counters.find(({ key }) => key.endsWith(".total"));
    return {
      counter: BigInt(counter?.value || "0"),
      calls: [...byCall.values()].reduce((sum, amount) => sum + amount, 0n),
    };
  }

  it(`P39: ${CALLERS} callers at once, random prices, a cap of 100 units: settled and reserved never pass it`, async () => {
    const prices = new Map(TOOLS.map((tool) => [tool, 50_000n + BigInt(Math.floor(Math.random() * 900_000))]));
    const lines = [...prices].flatMap(([tool, micros]) => {
      const price = `$0.${micros.toString().padStart(6, "0")}`;
      return [`  fixture.${tool}: ${price}`, `  down.${tool}: ${price}`];
    });
    const policy = `
version: 1
prices:
${lines.join("\n")}
limits: [{ spend: $100, per: total }]
rules: [{ id: all, agents: [scout], operations: ["*"], effect: allow, limits: [{ calls: 100000, per: minute }] }]
`;
    const organization = await makeOrganization(platform, { connections: { fixture, down: fixture }, policy });
    // Nothing listens there: what was reserved comes back.
    await organization.move("down", "http://127.0.0.1:1/mcp");
    const agents = gateways.map((gateway) => new Agent(gateway.url, organization.agent().key.text));
    for (const agent of agents) await agent.list();
    const samples: { counter: bigint; calls: bigint }[] = [];
    let isOver = false;
    const watching = (async () => {
      while (!isOver) samples.push(await charged(organization));
    })();
    const answers = await Promise.all(
      Array.from({ length: CALLERS }, async (_, index): Promise<readonly [Tool, Answer]> => {
        const tool = TOOLS[Math.floor(Math.random() * TOOLS.length)] ?? "echo";
        const connection = Math.random() < 0.2 ? "down" : "fixture";
        const agent = agents[index % agents.length];
        if (!agent) throw new Error("no gateway");
        return [tool, await callUntilAnswered(agent, `${connection}__${tool}`, ARGUMENTS[tool])];
      }),
    );
    isOver = true;
    await watching;
    expect(samples.length).toBeGreaterThan(3);
    for (const { counter, calls } of samples) {
      expect(counter).toBeLessThanOrEqual(CAP);
      expect(calls).toBeLessThanOrEqual(CAP);
    }
    const refused = answers.filter(([, answer]) => answer.decision?.code === "limit.spend.reached");
    expect(refused.length).toBeGreaterThan(0);
    // What came back from the unreachable is spent too, up to the last call that fits.
    const [agent] = agents;
    if (!agent) throw new Error("no gateway");
    for (let isFull = false; !isFull; ) {
      isFull = (await callUntilAnswered(agent, "fixture__add", ARGUMENTS.add)).decision !== null;
    }
    await vi.waitFor(async () => expect((await written(organization)).waiting).toBe(0), 60_000);
    // Every counter is what its records say, the cap was really reached, and what the upstream ran was paid for.
    expect(await recount(organization)).toMatchObject({ differences: [], ledgerFaults: [] });
    const { counter } = await charged(organization);
    expect(counter).toBe((await written(organization)).spent);
    expect(counter).toBeLessThanOrEqual(CAP);
    expect(CAP - counter).toBeLessThan(prices.get("add") ?? 0n);
    const ran = TOOLS.reduce((sum, tool) => {
      return sum + BigInt(fixture.calls().byTool[tool] ?? 0) * (prices.get(tool) ?? 0n);
    }, 0n);
    expect(ran).toBeGreaterThan(0n);
    expect(ran).toBeLessThanOrEqual(counter);
  });

  /** What the ledger has spent, and how many records and calls it still lacks. */
  async function written({ place }: TestOrganization): Promise<{ spent: bigint; waiting: number }> {
    const rows = await platform.system.system(
      ({ tx }) => tx.$queryRaw<{ spent: bigint | null }[]>`
        SELECT sum(amount)::bigint AS spent FROM ledger_entries
        WHERE "organizationId" = ${place.org} AND kind = 'spend'`,
    );
    const held = await platform.admission.readCounters(place, []);
    if (held.kind !== "COUNTERS") throw new Error(held.kind);
    return { spent: rows[0]?.spent ?? 0n, waiting: held.waiting.length + held.calls.length };
  }

  /** Calls until the platform has room for the call: on a busy machine it may say so. */
  async function callUntilAnswered(agent: Agent, name: string, args: object): Promise<Answer> {
    for (let tries = 0; ; tries += 1) {
      const answer = await agent.call(name, { ...args });
      const { code, retryAfterMs = 100 } = answer.decision ?? { code: "" };
      if (!code.startsWith("platform.") || tries === 30) return answer;
      await new Promise<void>((resolve) => setTimeout(resolve, retryAfterMs));
    }
  }

  it("P43: a smooth rate and a calendar window hold over all three, by the upstream's own count", async () => {
    const policy = `
version: 1
rules:
  - { id: smooth, agents: [scout], operations: [fixture.add], effect: allow, limits: [{ calls: 10, every: 1s }] }
  - { id: minute, agents: [scout], operations: [fixture.count], effect: allow, limits: [{ calls: 15, per: minute }] }
`;
    const organization = await makeOrganization(platform, { connections: { fixture }, policy });
    const agents = gateways.map((gateway) => new Agent(gateway.url, organization.agent().key.text));
    for (const agent of agents) await agent.list();
    const before = fixture.calls().byTool;
    const started = performance.now();
    const lastsMs = volume({ ci: 2_500, soak: 130_000 });
    await Promise.all(
      agents.flatMap((agent) =>
        Array.from({ length: 4 }, async () => {
          while (performance.now() - started < lastsMs) {
            await agent.call("fixture__add", { a: 1, b: 2 });
            await agent.call("fixture__count");
          }
        }),
      ),
    );
    const tookMs = performance.now() - started;
    const ran = (tool: "add" | "count") => (fixture.calls().byTool[tool] ?? 0) - (before[tool] ?? 0);
    expect(ran("add")).toBeLessThanOrEqual(Math.floor(tookMs / 100) + 1);
    expect(ran("add")).toBeGreaterThan(3);
    const minutes = await vi.waitFor(async () => {
      const rows = await platform.system.system(
        ({ tx }) => tx.$queryRaw<{ windowId: string; calls: bigint }[]>`
          SELECT "windowId", sum(amount)::bigint AS calls FROM ledger_entries
          WHERE "organizationId" = ${organization.place.org} AND rule = 'minute' GROUP BY "windowId"`,
      );
      expect(rows.reduce((sum, row) => sum + Number(row.calls), 0)).toBe(ran("count"));
      return rows;
    }, 30_000);
    for (const { calls } of minutes) expect(Number(calls)).toBeLessThanOrEqual(15);
    expect(ran("count")).toBeGreaterThanOrEqual(15);
    expect(await recount(organization)).toMatchObject({ differences: [], ledgerFaults: [] });
  });
});
