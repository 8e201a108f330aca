import { randomUUID } from "node:crypto";
import { CRASH_AT_VARIABLE, CRASH_WHOM_VARIABLE, type CrashPoint } from "@countersign/telemetry";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { Redis } from "ioredis";
import { vi } from "vitest";
import { Agent, type Answer, ticketOf } from "./agent.ts";
import { makeOrganization, type TestOrganization } from "./organization.ts";
import { type Platform, startPlatform } from "./platform.ts";
import type { TestProcess } from "./processes.ts";

/** What dies when a process of ours passes a durable step: itself, or a server that it leans on. */
export type Victim = "process" | "redis" | "postgres";

export const PRICE_MICROS = 1_000n;
const SETTINGS = { COUNTERSIGN_TICKET_AFTER_MS: "0" };
/** Of calls that are left behind: they lapse when a test says so, and not before. */
const LONG_LEASE_MS = "300000";
const LEFT_BEHIND = 8;
const ROUND_MS = 100;
/** Longer than it takes to be mended on a busy machine: what is lost again and again is never open. */
const LOSE_EVERY_MS = 15_000;
const SEEN_MS = 4_000;
const SOON = { timeout: 120_000, interval: 30 };

const policyOf = (cap: number): string => `
version: 1
rules:
  - { id: say, agents: [scout], operations: [fixture.echo], effect: allow, limits: [{ calls: ${cap}, per: total }, { spend: $100, per: total }] }
  - { id: ask, agents: [scout], operations: [fixture.add], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
  - { id: no, agents: [scout], operations: [fixture.fail], effect: deny }
`;

/** A platform in which every durable step is passed again and again, until something dies at one of them. */
export class CrashField {
  readonly platform: Platform;
  readonly fixture: FixtureMcpServer;
  readonly organization: TestOrganization;
  readonly inspector: Redis;
  /** An agent of a gateway that never dies by itself. */
  readonly agent: Agent;
  /** Records that an agent was told of. */
  readonly told = new Set<string>();
  #asked = 0;
  #lostAt = Number.NEGATIVE_INFINITY;

  private constructor(parts: Pick<CrashField, "platform" | "fixture" | "organization" | "agent">) {
    this.platform = parts.platform;
    this.fixture = parts.fixture;
    this.organization = parts.organization;
    this.agent = parts.agent;
    this.inspector = new Redis(parts.platform.redis.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    this.inspector.on("error", () => {});
  }

  static async make(cap: number): Promise<CrashField> {
    const platform = await startPlatform({ crashes: true });
    const fixture = await startFixtureMcpServer();
    const overrides = { echo: { priceMicros: PRICE_MICROS } };
    const connections = { fixture: { url: fixture.url, overrides } };
    const organization = await makeOrganization(platform, { connections, policy: policyOf(cap) });
    const survivor = await platform.startGateway(SETTINGS);
    const agent = new Agent(survivor.url, organization.agent().key.text);
    return new CrashField({ platform, fixture, organization, agent });
  }

  async close(): Promise<void> {
    this.inspector.disconnect();
    await this.platform.close();
    await this.fixture.close();
  }

  /** Keys of this organization's hot state begin so. */
  get prefix(): string {
    return `{s00}:${this.organization.place.org}:`;
  }

  /** A call that runs, with a text of its own. */
  async say(by: Agent): Promise<Answer> {
    return this.#noted(await by.call("fixture__echo", { text: randomUUID() }));
  }

  /** Brings a gateway to a step at which the victim dies. A gateway that outlives it must answer again. */
  async gatewayAt(point: CrashPoint, victim: Victim): Promise<void> {
    const gateway = await this.platform.startGatewayProcess({ ...SETTINGS, ...this.#trap(point, victim) });
    const agent = new Agent(gateway.url, this.organization.agent().key.text);
    await this.#stirUntil(this.#struck(victim, gateway.gone), [
      () => this.say(agent),
      async () => this.#noted(await agent.call("fixture__fail", { why: randomUUID() })),
      () => this.#runApproved(agent),
    ]);
    if (victim === "process") return;
    await vi.waitFor(async () => {
      const answer = await this.say(agent);
      if (answer.decision) throw new Error(`it doesn't recover: ${answer.body}`);
    }, SOON);
    await gateway.kill9();
  }

  /** Brings a worker to a step at which the victim dies: there is work of every kind. */
  async workerAt(point: CrashPoint, victim: Victim): Promise<void> {
    const deeds = [() => this.#lapseOne(), () => this.#act(), () => this.say(this.agent), () => this.#loseHotState()];
    for (const deed of deeds.slice(0, -1)) await deed().catch(() => {});
    let worker: TestProcess | null = null;
    const starting = this.platform.startWorker(this.#trap(point, victim)).then(
      (started) => {
        worker = started;
        return started.gone;
      },
      // It died before it was up.
      () => {},
    );
    await this.#stirUntil(this.#struck(victim, starting), deeds);
    if (victim !== "process") {
      await vi.waitFor(() => {
        if (!worker) throw new Error("the worker isn't up");
      }, SOON);
    }
    await (worker as TestProcess | null)?.kill9();
    await starting;
  }

  #trap(point: CrashPoint, victim: Victim): Readonly<Record<string, string>> {
    const { redis, postgres } = this.platform;
    if (victim === "process") return { [CRASH_AT_VARIABLE]: point };
    const whom = victim === "redis" ? `SIGKILL:${redis.pid()}` : `SIGQUIT:${postgres?.pid()}`;
    return { [CRASH_AT_VARIABLE]: point, [CRASH_WHOM_VARIABLE]: whom };
  }

  /** Resolves when the victim is gone; a server is back by then. */
  async #struck(victim: Victim, gone: Promise<void>): Promise<void> {
    if (victim === "process") return gone;
    const { redis, postgres } = this.platform;
    const server = victim === "redis" ? redis : postgres;
    const pid = server?.pid() ?? 0;
    await vi.waitFor(() => {
      if (isAlive(pid)) throw new Error(`${victim} wasn't ended at the step`);
    }, SOON);
    if (victim === "redis") await redis.restart();
    else await vi.waitUntil(() => postgres?.pid() !== pid, SOON);
  }

  /** Does one deed after the other until something was struck. What fails meanwhile fails. */
  async #stirUntil(struck: Promise<void>, deeds: readonly (() => Promise<unknown>)[]): Promise<void> {
    let isOver = false;
    const over = struck.finally(() => {
      isOver = true;
    });
    const stir = async (): Promise<void> => {
      while (!isOver) {
        for (const deed of deeds) if (!isOver) await deed().catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
      }
    };
    // A deed may wait for what was struck; both end soon after.
    const stirring = stir();
    await over;
    await stirring;
  }

  async #runApproved(agent: Agent): Promise<void> {
    this.#asked += 1;
    const ticket = ticketOf(await agent.call("fixture__add", { a: this.#asked, b: 1 }));
    await this.organization.decide(ticket, "approve");
    this.#noted(await agent.claim(ticket));
  }

  async #act(): Promise<void> {
    await this.organization.revoke((await this.organization.issueKey(this.organization.agent().id)).id);
  }

  /** Redis looks as if it had lost what was written last: now and then, where it stands open. */
  async #loseHotState(): Promise<void> {
    if (performance.now() - this.#lostAt < LOSE_EVERY_MS) return;
    if ((await this.inspector.exists(`${this.prefix}open`)) === 0) return;
    this.#lostAt = performance.now();
    await this.platform.system.system(async ({ tx }) => {
      await tx.$executeRaw`UPDATE hot_marks SET sequence = sequence + 10000000 WHERE "organizationId" = ${this.organization.place.org}`;
    });
    // A gateway that is called now may see it first, and closes in the worker's place.
    await vi.waitUntil(async () => (await this.inspector.exists(`${this.prefix}open`)) === 0, {
      timeout: SEEN_MS,
    });
  }

  /** Lets the lease of one call end whose gateway is gone, by moving its end into the past, which is what time does. */
  async #lapseOne(): Promise<void> {
    const leases = `${this.prefix}leases`;
    if ((await this.inspector.zcard(leases)) === 0) await this.#leaveBehind();
    const [callId] = await this.inspector.zrange(leases, -1, -1);
    if (callId !== undefined) await this.inspector.zadd(leases, "XX", 1, callId);
  }

  /** A gateway is killed with calls out that reached their upstream. */
  async #leaveBehind(): Promise<void> {
    const doomed = await this.platform.startGatewayProcess({ ...SETTINGS, COUNTERSIGN_LEASE_MS: LONG_LEASE_MS });
    const agent = new Agent(doomed.url, this.organization.agent().key.text);
    const holds = Array.from({ length: LEFT_BEHIND }, () => this.fixture.holdNext());
    const calls = holds.map(() => this.say(agent).catch(() => {}));
    // Where calls are refused now, none arrives.
    await Promise.race([Promise.all(holds.map(({ arrived }) => arrived)), Promise.all(calls)]);
    await doomed.kill9();
    await Promise.all(calls);
    for (const hold of holds) hold.release();
  }

  #noted(answer: Answer): Answer {
    if (answer.decision?.recordId) this.told.add(answer.decision.recordId);
    return answer;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
