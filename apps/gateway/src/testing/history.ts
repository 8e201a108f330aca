import { randomUUID } from "node:crypto";
import type { Admission } from "@countersign/admission";
import type { Upstream, UpstreamFailure } from "@countersign/mcp";
import type { Redis } from "ioredis";
import { expect } from "vitest";
import type { ComposedPipeline } from "../compose-pipeline.ts";
import { readCredential } from "../identity/credential.ts";
import { callOwnTool } from "../mcp/call-own-tool.ts";
import { AWAIT_TOOL } from "../pipeline/approval-answers.ts";
import type { CallAnswer, CallRequest } from "../pipeline/call.ts";
import { Departure } from "../pipeline/departure.ts";
import { runCall } from "../pipeline/run-call.ts";
import type { TestOrganization } from "./organization.ts";
import { type ModelRules, RAN, ReferenceModel, type Step, type Told, type Which } from "./reference-model.ts";
import type { Rulebook } from "./rulebook.ts";

/** The world outside: it notes what it did, and some calls stay with it until they are let go. */
export class World {
  /** What was done for an organization, in order. */
  readonly effects = new Map<string, string[]>();
  /** How often a rule denied an organization's agent. */
  readonly denials = new Map<string, number>();
  readonly #staying = new Map<string, () => void>();

  readonly upstreams = { of: (organizationId: string): Upstream => this.#upstreamOf(organizationId) };

  denied(organizationId: string): void {
    this.denials.set(organizationId, (this.denials.get(organizationId) ?? 0) + 1);
  }

  /** Lets a call that stays come back. */
  release(name: string): void {
    this.#staying.get(name)?.();
    this.#staying.delete(name);
  }

  /** Resolves when a call has arrived that stays. */
  isStaying(name: string): boolean {
    return this.#staying.has(name);
  }

  #upstreamOf(organizationId: string): Upstream {
    const never = async (): Promise<UpstreamFailure> => {
      throw new Error("histories only call tools");
    };
    return {
      connect: never,
      listTools: never,
      request: never,
      close: async () => {},
      callTool: async ({ name, argumentsJson }) => {
        const sent: unknown = JSON.parse(argumentsJson);
        const effect = effectOf(name, sent as Readonly<Record<string, unknown>>);
        const effects = this.effects.get(organizationId) ?? [];
        effects.push(effect);
        this.effects.set(organizationId, effects);
        if (effect.includes(" stays ")) await new Promise<void>((resolve) => this.#staying.set(effect, resolve));
        const value = { content: [{ type: "text", text: effect }] };
        return { ok: true, era: "modern", result: JSON.stringify(value), value, isError: false };
      },
    };
  }
}

/** What an effect is called: by its text, or by its number. */
export function effectOf(tool: string, sent: Readonly<Record<string, unknown>>): string {
  return tool === "echo" ? String(sent["text"]) : `asked ${String(sent["a"])}`;
}

export interface Field {
  readonly organizations: readonly [TestOrganization, TestOrganization];
  readonly rulebooks: readonly [Rulebook, Rulebook];
  /** Two gateways, without their surfaces. */
  readonly gateways: readonly [ComposedPipeline, ComposedPipeline];
  readonly admission: Admission;
  readonly inspector: Redis;
  readonly world: World;
  /** Ends an approval's time, as waiting would. */
  readonly expire: (organizationId: string, approvalId: string) => Promise<void>;
}

const PENDING = "approval.request.pending";

let lastAsked = 0;

/** Plays one history against the product and the model side by side. */
export class History {
  readonly #field: Field;
  readonly #model: ReferenceModel;
  readonly #rules: readonly [ModelRules, ModelRules];
  readonly #begun: readonly [number, number];
  readonly #ids = new Map<string, string>();
  readonly #returning = new Map<string, Promise<Told>>();
  readonly #kills = new Map<Which, string>();
  readonly #votes = new Map<string, string>();

  constructor(field: Field, rules: readonly [ModelRules, ModelRules]) {
    this.#field = field;
    this.#rules = rules;
    this.#model = new ReferenceModel(rules);
    this.#begun = [this.#effects(0).length, this.#effects(1).length];
  }

  async run(steps: readonly Step[]): Promise<void> {
    try {
      await Promise.all(this.#field.rulebooks.map((book, which) => book.begin(this.#rules[which === 0 ? 0 : 1])));
      for (const step of steps) {
        await this.#do(step);
        await this.#compare();
      }
    } finally {
      for (const which of this.#kills.keys()) await this.#lift(which);
      for (const name of this.#returning.keys()) this.#field.world.release(name);
      await Promise.all(this.#returning.values());
    }
    await this.#compare();
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case "say":
        return this.#say(step);
      case "burst":
        return this.#burst(step.org, step.count);
      case "insist":
        return this.#insist(step.org, step.count);
      case "ask":
        return this.#ask(step.org, step.by);
      case "publish":
        this.#model.publish(step.org, step.rules);
        return this.#field.rulebooks[step.org].change(step.rules);
      case "kill":
        this.#model.setKilled(step.org, true);
        return this.#kill(step.org);
      case "lift":
        this.#model.setKilled(step.org, false);
        return this.#lift(step.org);
      case "lapse":
        this.#model.lapse(step.org);
        return this.#lapse(step.org);
      case "return":
        return this.#comeBack(step.pick);
      default:
        return this.#onTicket(step);
    }
  }

  async #say({ org, by, stays }: Extract<Step, { do: "say" }>): Promise<void> {
    const name = this.#text(org, stays ? "stays" : "said");
    const expected = this.#model.say(org, name, stays);
    const answer = this.#call(org, by, { tool: "fixture.echo", args: { text: name } });
    if (stays && expected === RAN) {
      this.#returning.set(name, answer);
      await expect.poll(() => this.#field.world.isStaying(name), { timeout: 30_000, interval: 1 }).toBe(true);
      return;
    }
    expect(await answer).toBe(expected);
  }

  /** Many at once, through both gateways: as many run as the model has room for. */
  async #burst(org: Which, count: number): Promise<void> {
    const names = Array.from({ length: count }, () => this.#text(org, "said"));
    const told = await Promise.all(
      names.map((text, index) => this.#call(org, index % 2 === 0 ? 0 : 1, { tool: "fixture.echo", args: { text } })),
    );
    // Which of them is for chance.
    const ran = names.filter((_, index) => told[index] === RAN);
    const others = names.filter((name) => !ran.includes(name));
    const expected = [...ran, ...others].map((name) => this.#model.say(org, name, false));
    expect([...told].sort()).toEqual([...expected].sort());
  }

  /** The very same call again and again: what is denied is denied and counted each time. */
  async #insist(org: Which, count: number): Promise<void> {
    const text = this.#text(org, "said");
    for (let each = 0; each < count; each += 1) {
      const expected = this.#model.say(org, text, false);
      expect(await this.#call(org, 0, { tool: "fixture.echo", args: { text } })).toBe(expected);
    }
  }

  /** A new text that this history's rule speaks of. */
  #text(org: Which, kind: "said" | "stays"): string {
    return `${this.#field.rulebooks[org].prefix} ${kind} ${randomUUID()}`;
  }

  async #ask(org: Which, by: Which): Promise<void> {
    lastAsked += 1;
    const name = `asked ${lastAsked}`;
    const expected = this.#model.ask(org, name);
    const args = { a: lastAsked, b: this.#field.rulebooks[org].number };
    const answer = await this.#answer(org, by, { tool: "fixture.add", args });
    expect(toldBy(answer)).toBe(expected);
    const ticket = answer.kind === "pending" ? answer.refusal.approval?.ticket : undefined;
    if (ticket !== undefined) this.#ids.set(name, ticket);
  }

  async #onTicket(step: Extract<Step, { do: "vote" | "claim" | "race" | "expire" }>): Promise<void> {
    const { tickets } = this.#model;
    const ticket = tickets[step.pick % Math.max(1, tickets.length)];
    if (!ticket) return;
    const id = this.#ids.get(ticket.name) ?? "";
    if (step.do === "expire") {
      this.#model.expire(ticket);
      return this.#field.expire(this.#field.organizations[ticket.org].place.org, id);
    }
    if (step.do === "vote") {
      const vote = this.#field.organizations[ticket.org].decide(id, step.vote);
      // The same vote again gets the same answer, and changes nothing.
      const isAgain = this.#votes.get(ticket.name) === step.vote;
      if (ticket.state !== "pending") return isAgain ? vote : expect(vote).rejects.toThrow();
      this.#votes.set(ticket.name, step.vote);
      this.#model.vote(ticket, step.vote);
      return vote;
    }
    if (step.do === "claim") {
      const as: Which = step.as === "own" ? ticket.org : ticket.org === 0 ? 1 : 0;
      const hasRun = ticket.state === "ran";
      const expected = this.#model.claim(ticket, as);
      const told = await this.#claim(as, step.by, id);
      // It has run, and its end may not be written yet.
      if (!(hasRun && told === PENDING && expected === RAN)) expect(told).toBe(expected);
      return;
    }
    // Several come at once, to both gateways: it runs once, and each hears of it or that it is on its way.
    const expected = this.#model.claim(ticket, ticket.org);
    const told = await Promise.all(([0, 1, 0, 1] as const).map((by) => this.#claim(ticket.org, by, id)));
    for (const each of told) expect([expected, ...(expected === RAN ? [PENDING] : [])]).toContain(each);
  }

  async #kill(which: Which): Promise<void> {
    if (this.#kills.has(which)) return;
    const organization = this.#field.organizations[which];
    this.#kills.set(which, await organization.pullKill({ kind: "organization", id: organization.place.org }));
  }

  async #lift(which: Which): Promise<void> {
    const killId = this.#kills.get(which);
    this.#kills.delete(which);
    if (killId !== undefined) await this.#field.organizations[which].liftKill(killId);
  }

  /** Leases are moved into the past, which is what time does to those of a gateway that is gone. */
  async #lapse(which: Which): Promise<void> {
    const { inspector, admission, organizations } = this.#field;
    const { place } = organizations[which];
    const leases = `{s00}:${place.org}:leases`;
    for (const callId of await inspector.zrange(leases, 0, -1)) await inspector.zadd(leases, "XX", 1, callId);
    // The worker may have been faster.
    expect((await admission.reapLapsed(place)).kind).toBe("REAPED");
  }

  async #comeBack(pick: number): Promise<void> {
    const name = this.#model.comesBack(pick);
    if (name === null) return;
    this.#field.world.release(name);
    const told = await this.#returning.get(name);
    this.#returning.delete(name);
    expect(told).toBe(RAN);
  }

  #effects(which: Which): readonly string[] {
    return this.#field.world.effects.get(this.#field.organizations[which].place.org) ?? [];
  }

  /** The world's own log is the judge, then what Redis counts. */
  async #compare(): Promise<void> {
    for (const which of [0, 1] as const) {
      const own = this.#model.organizations[which];
      expect([...this.#effects(which).slice(this.#begun[which])].sort()).toEqual([...own.effects].sort());
      expect(own.used).toBeLessThanOrEqual(own.highest);
    }
  }

  async #call(org: Which, by: Which, what: What): Promise<Told> {
    return toldBy(await this.#answer(org, by, what));
  }

  async #answer(org: Which, by: Which, { tool, args }: What): Promise<CallAnswer> {
    const answer = await patiently(() =>
      runCall(this.#field.gateways[by].pipeline, {
        ...this.#request(org, args),
        find: ({ snapshot }) => snapshot.operations.find(({ fullName }) => fullName === tool) ?? null,
      }),
    );
    if (toldBy(answer) === "policy.rule.denied") this.#field.world.denied(this.#field.organizations[org].place.org);
    return answer;
  }

  async #claim(as: Which, by: Which, ticket: string): Promise<Told> {
    const call = { name: AWAIT_TOOL, arguments: { ticket }, meta: {}, progressToken: null };
    const gateway = this.#field.gateways[by];
    return toldBy(await patiently(() => callOwnTool(gateway, this.#request(as, call.arguments), call)));
  }

  #request(org: Which, args: What["args"]): Omit<CallRequest, "find"> {
    const key = this.#field.organizations[org].agent().key.text;
    const read = readCredential({ authorization: `Bearer ${key}` }, "127.0.0.1");
    if (!read.ok) throw new Error(read.refusal.detail);
    return {
      credential: read.credential,
      surface: "mcp",
      arguments: args,
      client: { name: "history", version: "1" },
      session: null,
      agentReason: null,
      idempotencyKey: null,
      wait: { ticketAfterMs: 0, isTask: false, onHeartbeat: () => {}, presence: new Departure() },
      cancel: new AbortController(),
    };
  }
}

interface What {
  readonly tool: string;
  readonly args: Readonly<Record<string, string | number>>;
}

const MOST_TRIES = 100;

/** On a busy machine a store may be too slow for an answer; agents are told that nothing ran, and to try again. */
async function patiently(ask: () => Promise<CallAnswer>): Promise<CallAnswer> {
  let answer = await ask();
  for (let tries = 1; tries < MOST_TRIES && toldBy(answer) === "platform.decision.unavailable"; tries += 1) {
    answer = await ask();
  }
  return answer;
}

function toldBy(answer: CallAnswer): Told {
  if (answer.kind === "result") return RAN;
  return "refusal" in answer ? answer.refusal.code : answer.kind;
}
