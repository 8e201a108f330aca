import type { PolicySession } from "@countersign/admission";
import type { Caller } from "../identity/caller.ts";

const MAX_SESSIONS = 50_000;

/**
 * The labels that policy sessions were last heard to have. A guess, bounded in number: admission compares it with what
 * Redis knows and says RELABEL where it is wrong, so that a session nobody remembers is taken to have none at first.
 */
export class SessionLabels {
  readonly #known = new Map<string, readonly string[]>();
  readonly #maxSessions: number;

  constructor(maxSessions = MAX_SESSIONS) {
    this.#maxSessions = maxSessions;
  }

  /** Sorted. */
  of(organizationId: string, session: PolicySession): readonly string[] {
    return this.#known.get(keyOf(organizationId, session)) ?? [];
  }

  /** What a session has, as Redis told. */
  note(organizationId: string, session: PolicySession, labels: readonly string[]): void {
    const key = keyOf(organizationId, session);
    this.#known.delete(key);
    if (labels.length === 0) return;
    this.#known.set(key, [...labels].sort());
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#maxSessions && oldest !== undefined) this.#known.delete(oldest);
  }

  /** A call that puts these on its session was admitted. */
  add(organizationId: string, session: PolicySession, labels: readonly string[]): void {
    if (labels.length === 0) return;
    this.note(organizationId, session, [...new Set([...this.of(organizationId, session), ...labels])]);
  }
}

/** Whose labels a call's are. A declared name proves nothing, so what it gathers stays with its agent. */
export function policySessionOf(caller: Caller): PolicySession {
  const { instance, agent } = caller;
  return { instanceId: instance.isProved && instance.id !== null ? instance.id : agent.id, personId: null };
}

function keyOf(organizationId: string, { instanceId, personId }: PolicySession): string {
  return `${organizationId}/${instanceId}/${personId ?? ""}`;
}
