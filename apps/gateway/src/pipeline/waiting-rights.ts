import type { Entered, Gate } from "../identity/gate.ts";
import type { CallRequest } from "./call.ts";

type Asking = Pick<CallRequest, "credential" | "session">;

/**
 * Whether those who wait still may, asked of the gate. What was asked within `sharedMs` for the same credential and
 * session is told again: thousands of one agent's calls may wait here, and each asks every few seconds.
 */
export class WaitingRights {
  readonly #gate: Pick<Gate, "enter">;
  readonly #sharedMs: number;
  readonly #recent = new Map<string, Promise<Entered>>();

  constructor(gate: Pick<Gate, "enter">, sharedMs: number) {
    this.#gate = gate;
    this.#sharedMs = sharedMs;
  }

  of(asking: Asking): Promise<Entered> {
    const key = keyOf(asking);
    const recent = this.#recent.get(key);
    if (recent) return recent;
    const asked = enterOf(this.#gate, asking);
    this.#recent.set(key, asked);
    setTimeout(() => this.#recent.delete(key), this.#sharedMs).unref();
    return asked;
  }
}

/** Whether they may, this instant. */
export function enterOf(gate: Pick<Gate, "enter">, { credential, session }: Asking): Promise<Entered> {
  return gate.enter(credential, session?.idHash ?? null);
}

/** All that the gate judges by. */
function keyOf({ credential, session }: Asking): string {
  return JSON.stringify([credential, session]);
}
