import { CRASH_POINTS, type CrashPoint } from "@countersign/telemetry";
import { isSoak, volume } from "@countersign/testkit";
import { recountLimits } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, ticketOf } from "./testing/agent.ts";
import { CrashField, PRICE_MICROS, type Victim } from "./testing/crash-field.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import type { TestProcess } from "./testing/processes.ts";

const CAP = volume({ ci: 150, soak: 1_500 });
const AT_ONCE = 25;
/** Approvals that wait while everything is ended. */
const WAITING = volume({ ci: 24, soak: 10_000 });
const SOON = { timeout: 90_000, interval: 50 };
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

/** A few steps on every run, each with another victim; in a soak every step with each. */
const VICTIMS: readonly Victim[] = ["process", "redis", "postgres"];
const isGateways = (point: CrashPoint): boolean => point.startsWith("gateway.");
const CASES = VICTIMS.flatMap((victim, v) =>
  CRASH_POINTS.filter((_, p) => isSoak() || p % 9 === 3 * v).map((point) => ({ victim, point })),
);

describe("P27, P40 and P47: something killed at each durable step", () => {
  let field: CrashField;

  beforeAll(async () => {
    field = await CrashField.make(CAP);
  });
  afterAll(() => field?.close());

  describe("a gateway passes", () => {
    let stopWorker: (() => Promise<unknown>) | null = null;

    beforeAll(async () => {
      const worker = await field.platform.startWorker();
      stopWorker = () => worker.close();
    });
    afterAll(() => stopWorker?.());

    it.each(CASES.filter(({ point }) => isGateways(point)))("$point, and it ends the $victim", ({ point, victim }) =>
      field.gatewayAt(point, victim),
    );
  });

  it.each(CASES.filter(({ point }) => !isGateways(point)))(
    "a worker passes $point, and it ends the $victim",
    ({ point, victim }) => field.workerAt(point, victim),
  );

  describe("afterwards", () => {
    let worker: TestProcess | null = null;
    afterAll(() => worker?.kill9());

    it("every reservation is settled or released once its lease is over, and what is left of the cap can be used", async () => {
      worker = await field.platform.startWorker();
      const { inspector, prefix } = field;
      for (const callId of await inspector.zrange(`${prefix}leases`, 0, -1)) {
        await inspector.zadd(`${prefix}leases`, "XX", 1, callId);
      }
      await expect
        .poll(async () => [await inspector.hlen(`${prefix}inflight`), await inspector.exists(`${prefix}open`)], SOON)
        .toEqual([0, 1]);
      for (let isReached = false; !isReached; ) {
        const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => field.say(field.agent)));
        const refused = answers.flatMap(({ decision }) => decision?.code ?? []);
        expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? ["limit.calls.reached"] : []));
        isReached = refused.length > 0;
      }
      await expect.poll(() => inspector.xlen("{s00}:records"), SOON).toBe(0);
    });

    it("every effect has its record, and ran once", async () => {
      const calls = await storedCalls(field);
      const effects = field.fixture.calls().bodies.map(({ tool, arguments: sent }) => [tool, JSON.stringify(sent)]);
      expect(effects).toHaveLength(new Set(effects.map(String)).size);
      for (const effect of effects) {
        const own = calls.filter((call) => call.tool === effect[0] && call.arguments === effect[1]);
        expect(new Set(own.map(({ callId }) => callId)), String(effect)).toHaveProperty("size", 1);
        // What ended after its lease has the amendment too.
        expect(
          own.slice(0, -1).map(({ outcome }) => outcome),
          String(effect),
        ).toEqual(own.slice(1).map(() => "unknown"));
        expect(["succeeded", "unknown"], String(effect)).toContain(own.at(-1)?.outcome);
      }
    });

    it("every record that somebody was told of is there, in one sequence without gaps", async () => {
      const stored = await field.platform.system.system(
        ({ tx }) => tx.$queryRaw<{ id: string; sequence: bigint }[]>`
          SELECT id, sequence FROM audit_records WHERE "organizationId" = ${field.organization.place.org} ORDER BY sequence`,
      );
      const ids = new Set(stored.map(({ id }) => id));
      expect([...field.told].filter((id) => !ids.has(id))).toEqual([]);
      expect(stored.map(({ sequence }) => Number(sequence))).toEqual(stored.map((_, index) => index));
    });

    it("the cap was reached and not passed; counters, ledger and recount agree", async () => {
      const { platform, organization, inspector, prefix, fixture } = field;
      expect(fixture.calls().byTool["echo"]).toBeLessThanOrEqual(CAP);
      const sums = await platform.system.system(
        ({ tx }) => tx.$queryRaw<{ kind: string; used: bigint }[]>`
          SELECT kind, sum(amount)::bigint AS used FROM ledger_entries
          WHERE "organizationId" = ${organization.place.org} GROUP BY kind ORDER BY kind`,
      );
      expect(sums).toEqual([
        { kind: "calls", used: BigInt(CAP) },
        { kind: "spend", used: BigInt(CAP) * PRICE_MICROS },
      ]);
      const counters = await inspector.mget(...(await inspector.keys(`${prefix}limit:*`)));
      expect(counters.map(Number).sort((a, b) => a - b)).toEqual([CAP, CAP * Number(PRICE_MICROS)]);
      const deps = { db: platform.system, admission: platform.admission };
      const asked = { organizationId: organization.place.org, isFix: false, actor: organization.change.actor };
      expect(await recountLimits(deps, asked)).toMatchObject({ kind: "RECOUNTED", differences: [], ledgerFaults: [] });
    });
  });

  it(
    `P28: of ${WAITING} approvals none is lost or runs twice when gateway, worker, Redis and Postgres end at once`,
    async () => {
      const { platform, fixture } = field;
      const organization = await makeOrganization(platform, { connections: { fixture }, policy: ASKING });
      const all = new Everything(field, organization);
      await all.start();
      // A busy Postgres may put an agent off; whoever asks again joins what it asked for.
      const tickets = await inBatches(WAITING, (index) =>
        vi.waitFor(async () => {
          const args = index % 2 === 0 ? { text: `${index}` } : { a: index, b: 0 };
          return ticketOf(await all.agent.call(index % 2 === 0 ? "fixture__echo" : "fixture__add", args));
        }, SOON),
      );
      expect(new Set(tickets).size).toBe(WAITING);
      const isDecided = (index: number) => index % 8 < 6;
      const isDenied = (index: number) => index % 8 < 2;
      const decide = (indexes: readonly number[]) =>
        inBatches(indexes.length, async (at) => {
          const index = indexes[at] ?? 0;
          await organization.decide(tickets[index] ?? "", isDenied(index) ? "deny" : "approve");
        });
      const decided = [...tickets.keys()].filter(isDecided);
      // Half of them wait, half are decided: denied, waiting for their agent, and on their way.
      await decide(decided.filter((index) => index < WAITING / 2));

      await all.endAndStart();
      await decide(decided.filter((index) => index >= WAITING / 2));
      const { agent } = all;
      const answers = await inBatches(WAITING, (index) =>
        vi.waitFor(async () => {
          const answer = await agent.claim(tickets[index] ?? "");
          const isOver = answer.decision?.code !== "approval.request.pending" && answer.error === null;
          if (isDecided(index) && !isOver) throw new Error(`it has no answer yet: ${answer.body}`);
          return answer;
        }, SOON),
      );

      const ran = new Map<string, number>();
      for (const { tool, arguments: sent } of fixture.calls().bodies) {
        const key = `${tool} ${sent["text"] ?? sent["a"]}`;
        ran.set(key, (ran.get(key) ?? 0) + 1);
      }
      const told = answers.map(({ decision, text }, index) => {
        const times = ran.get(index % 2 === 0 ? `echo ${index}` : `add ${index}`) ?? 0;
        return `${decision?.code ?? text} ${times}`;
      });
      expect(told).toEqual(
        tickets.map((_, index) => {
          if (!isDecided(index)) return "approval.request.pending 0";
          if (isDenied(index)) return "approval.request.denied 0";
          // What ran on approval may have left its answer in the Redis that is gone, or nobody knows how far it came.
          return index % 2 === 0
            ? `${index} 1`
            : expect.stringMatching(`^(?:${index} 1|approval\\.answer\\.gone 1|call\\.outcome\\.unknown [01])$`);
        }),
      );
    },
    180_000 + WAITING * 300,
  );
});

/** The processes and servers of a platform, which end together and come back. */
class Everything {
  readonly #field: CrashField;
  readonly #organization: TestOrganization;
  #worker: TestProcess | null = null;
  #gateway: (TestProcess & { readonly url: string }) | null = null;

  constructor(field: CrashField, organization: TestOrganization) {
    this.#field = field;
    this.#organization = organization;
  }

  /** An agent of the gateway that runs now. */
  get agent(): Agent {
    return new Agent(this.#gateway?.url ?? "", this.#organization.agent().key.text);
  }

  async start(): Promise<void> {
    const { platform } = this.#field;
    const settings = {
      COUNTERSIGN_TICKET_AFTER_MS: "0",
      COUNTERSIGN_LEASE_MS: "6000",
      COUNTERSIGN_PENDING_PER_AGENT: "20000",
    };
    [this.#worker, this.#gateway] = await Promise.all([platform.startWorker(), platform.startGatewayProcess(settings)]);
    await vi.waitFor(async () => {
      const { decision, error, body } = await this.agent.call("fixture__structured");
      if (decision || error) throw new Error(`it isn't back: ${body}`);
    }, SOON);
  }

  async endAndStart(): Promise<void> {
    const { redis, postgres } = this.#field.platform;
    const pid = postgres?.pid() ?? 0;
    process.kill(pid, "SIGQUIT");
    await Promise.all([this.#gateway?.kill9(), this.#worker?.kill9(), redis.empty()]);
    await vi.waitUntil(() => postgres?.pid() !== pid, SOON);
    await this.start();
  }
}

async function inBatches<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  while (done.length < count) {
    const size = Math.min(8, count - done.length);
    done.push(...(await Promise.all(Array.from({ length: size }, (_, index) => work(done.length + index)))));
  }
  return done;
}

const ASKING = `
version: 1
rules:
  - { id: say, agents: [scout], operations: [fixture.structured], effect: allow }
  - { id: ask, agents: [scout], operations: [fixture.echo], effect: require_approval, approval: { by: [role:owner], expires: 12h } }
  - { id: ready, agents: [scout], operations: [fixture.add], effect: require_approval, approval: { by: [role:owner], expires: 12h, run: on_approval } }
`;

interface StoredCall {
  readonly callId: string;
  readonly tool: string;
  /** Canonical JSON. */
  readonly arguments: string;
  readonly outcome: string;
}

/** The records of calls, in their order. */
function storedCalls({ platform, organization }: CrashField): Promise<StoredCall[]> {
  return platform.system.system(
    ({ tx }) => tx.$queryRaw<StoredCall[]>`
      SELECT record->>'callId' AS "callId", record->>'operationName' AS tool, outcome,
        record->'arguments'->>'text' AS arguments
      FROM audit_records WHERE "organizationId" = ${organization.place.org} AND kind = 'call' ORDER BY sequence`,
  );
}
