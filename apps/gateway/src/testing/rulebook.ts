import type { TestOrganization } from "./organization.ts";
import type { ModelRules } from "./reference-model.ts";

/** How many histories one published policy serves: publishing costs more than playing. */
const SERVED = 4;
const CAPS = [0, 1, 3, 6];

interface Own {
  readonly slot: number;
  readonly begun: ModelRules;
  now: ModelRules;
}

/**
 * The policy of one organization, with rules for several histories. Each speaks only of calls that carry its history's
 * mark and has its own name, so its counters begin at nothing. A history finds its rules ready, whichever it draws, and
 * may publish others for itself.
 */
export class Rulebook {
  readonly #organization: TestOrganization;
  #ready = 0;
  #own: Own = { slot: 0, begun: NOTHING, now: NOTHING };

  constructor(organization: TestOrganization) {
    this.#organization = organization;
  }

  /** What the texts of this history begin with. */
  get prefix(): string {
    return prefixOf(this.#own.slot, capOf(this.#own.begun));
  }

  /** The number that this history's calls for approval carry. */
  get number(): number {
    return numberOf(this.#own.slot, this.#own.begun.ask);
  }

  /** A new history begins, under these rules. */
  async begin(rules: ModelRules): Promise<void> {
    this.#own = { slot: this.#own.slot + 1, begun: rules, now: rules };
    if (this.#own.slot <= this.#ready) return;
    this.#ready = this.#own.slot + SERVED - 1;
    await this.#publish();
  }

  /** The history publishes other rules. */
  async change(rules: ModelRules): Promise<void> {
    this.#own.now = rules;
    await this.#publish();
  }

  async #publish(): Promise<void> {
    const { slot: own, begun, now } = this.#own;
    const lines = [say(own, capOf(begun), now), ask(own, begun.ask, now.ask)];
    for (let slot = own + 1; slot <= this.#ready; slot += 1) {
      for (const cap of CAPS) lines.push(say(slot, cap, { say: cap === 0 ? "deny" : "allow", cap }));
      for (const effect of ["require_approval", "deny"] as const) lines.push(ask(slot, effect, effect));
    }
    await this.#organization.publish(`version: 1\nrules:\n${lines.join("\n")}\n`);
  }
}

const NOTHING: ModelRules = { say: "deny", ask: "deny", cap: 1 };

function capOf({ say, cap }: ModelRules): number {
  return say === "deny" ? 0 : cap;
}

function prefixOf(slot: number, cap: number): string {
  return `${slot}:${cap}`;
}

function numberOf(slot: number, ask: ModelRules["ask"]): number {
  return slot * 2 + (ask === "deny" ? 0 : 1);
}

function say(slot: number, begun: number, now: Pick<ModelRules, "say" | "cap">): string {
  const effect = now.say === "deny" ? "effect: deny" : `effect: allow, limits: [{ calls: ${now.cap}, per: total }]`;
  const when = `when: 'args.text.startsWith("${prefixOf(slot, begun)} ")'`;
  return `  - { id: say-${slot}-${begun}, agents: [scout], operations: [fixture.echo], ${when}, ${effect} }`;
}

function ask(slot: number, begun: ModelRules["ask"], now: ModelRules["ask"]): string {
  const number = numberOf(slot, begun);
  const effect =
    now === "deny" ? "effect: deny" : "effect: require_approval, approval: { by: [role:owner], expires: 30m }";
  return `  - { id: ask-${number}, agents: [scout], operations: [fixture.add], when: args.b == ${number}, ${effect} }`;
}
