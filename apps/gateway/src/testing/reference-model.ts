/** Which of the two organizations of a history. */
export type Which = 0 | 1;

/** What an organization's policy says, in a history. */
export interface ModelRules {
  readonly say: "allow" | "deny";
  readonly ask: "require_approval" | "deny";
  /** Most calls of `say`, in all. */
  readonly cap: number;
}

/** One thing that happens. A pick names something made before, wrapping round. */
export type Step =
  | { readonly do: "say"; readonly org: Which; readonly by: Which; readonly stays: boolean }
  | { readonly do: "burst" | "insist"; readonly org: Which; readonly count: number }
  | { readonly do: "ask"; readonly org: Which; readonly by: Which }
  | { readonly do: "vote"; readonly pick: number; readonly vote: "approve" | "deny" }
  | { readonly do: "claim"; readonly pick: number; readonly by: Which; readonly as: "own" | "foreign" }
  | { readonly do: "race" | "expire"; readonly pick: number }
  | { readonly do: "publish"; readonly org: Which; readonly rules: ModelRules }
  | { readonly do: "kill" | "lift" | "lapse"; readonly org: Which }
  | { readonly do: "return"; readonly pick: number };

/** What an agent is told: that it ran, or the code of the refusal. */
export type Told = string;

export const RAN = "ran";

interface Ticket {
  readonly name: string;
  readonly org: Which;
  state: "pending" | "approved" | "denied" | "expired" | "cancelled" | "ran";
}

interface Out {
  readonly name: string;
  readonly org: Which;
  hasLapsed: boolean;
}

interface Organization {
  rules: ModelRules;
  isKilled: boolean;
  used: number;
  /** The highest cap that was in force. */
  highest: number;
  readonly effects: string[];
}

/** What should come of a history, told in the plainest way: no time, no processes, no storage. */
export class ReferenceModel {
  readonly organizations: readonly [Organization, Organization];
  readonly tickets: Ticket[] = [];
  readonly out: Out[] = [];

  constructor(rules: readonly [ModelRules, ModelRules]) {
    const made = (own: ModelRules): Organization => {
      return { rules: own, isKilled: false, used: 0, highest: own.cap, effects: [] };
    };
    this.organizations = [made(rules[0]), made(rules[1])];
  }

  /** A call under a limit. One that stays is out until it returns, or its process is gone. */
  say(which: Which, name: string, stays: boolean): Told {
    const own = this.organizations[which];
    if (own.isKilled) return "kill.switch.on";
    if (own.rules.say === "deny") return "policy.rule.denied";
    if (own.used >= own.rules.cap) return "limit.calls.reached";
    own.used += 1;
    own.effects.push(name);
    if (stays) this.out.push({ name, org: which, hasLapsed: false });
    return RAN;
  }

  /** A call that people have to approve. */
  ask(which: Which, name: string): Told {
    const own = this.organizations[which];
    if (own.isKilled) return "kill.switch.on";
    if (own.rules.ask === "deny") return "policy.rule.denied";
    this.tickets.push({ name, org: which, state: "pending" });
    return "approval.request.pending";
  }

  vote(ticket: Ticket, vote: "approve" | "deny"): void {
    if (ticket.state !== "pending") throw new Error("only what waits is voted on");
    ticket.state = vote === "approve" ? "approved" : "denied";
  }

  /** Nobody decided in time. What was decided before isn't touched. */
  expire(ticket: Ticket): void {
    if (ticket.state === "pending") ticket.state = "expired";
  }

  /** Somebody comes with a ticket. What is approved runs now, once, under the rules of now. */
  claim(ticket: Ticket, as: Which): Told {
    if (this.organizations[as].isKilled) return "kill.switch.on";
    if (as !== ticket.org) return "approval.ticket.unknown";
    const own = this.organizations[ticket.org];
    if (ticket.state === "approved") {
      ticket.state = own.rules.ask === "deny" ? "cancelled" : "ran";
      if (ticket.state === "ran") own.effects.push(ticket.name);
    }
    if (ticket.state === "ran") return RAN;
    return `approval.request.${ticket.state}`;
  }

  publish(which: Which, rules: ModelRules): void {
    const own = this.organizations[which];
    own.rules = rules;
    own.highest = Math.max(own.highest, rules.cap);
  }

  setKilled(which: Which, isKilled: boolean): void {
    this.organizations[which].isKilled = isKilled;
  }

  /** The leases of calls that are out end: each is charged, and recorded as unknown. */
  lapse(which: Which): void {
    for (const call of this.out) if (call.org === which) call.hasLapsed = true;
  }

  /** A call that was out comes back; null when none is. Its reservation was its charge. */
  comesBack(pick: number): string | null {
    const [call] = this.out.splice(pick % Math.max(1, this.out.length), 1);
    return call?.name ?? null;
  }
}
