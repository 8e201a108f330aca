import type { Entered, Gate } from "../identity/gate.ts";
import type { CallRequest } from "./call.ts";

type Asking = Pick<CallRequest, "credential" | "session">;

/** Hears whether whoever waits still may. */
export type HearsRight = (entered: Entered) => void;

interface Asked {
  readonly heard: Set<HearsRight>;
  readonly timer: NodeJS.Timeout;
}

/**
 * Whether those who wait still may, asked of the gate every `everyMs`: once for all who wait by the same credential and
 * session, since thousands of one agent's calls may wait here.
 */
export class WaitingRights {
  readonly #gate: Pick<Gate, "enter">;
  readonly #everyMs: number;
  readonly #asked = new Map<string, Asked>();

  constructor(gate: Pick<Gate, "enter">, everyMs: number) {
    this.#gate = gate;
    this.#everyMs = everyMs;
  }

  /** Tells each time it was asked. Returns its end. */
  watch(asking: Asking, hears: HearsRight): () => void {
    const key = keyOf(asking);
    const asked = this.#asked.get(key) ?? this.#ask(key, asking);
    asked.heard.add(hears);
    return () => {
      asked.heard.delete(hears);
      if (asked.heard.size > 0 || this.#asked.get(key) !== asked) return;
      clearInterval(asked.timer);
      this.#asked.delete(key);
    };
  }

  #ask(key: string, asking: Asking): Asked {
    const heard = new Set<HearsRight>();
    const timer = setInterval(() => {
      // The gate refuses rather than rejects.
      void enterOf(this.#gate, asking).then((entered) => {
        for (const hears of [...heard]) hears(entered);
      });
    }, this.#everyMs);
    const asked = { heard, timer };
    this.#asked.set(key, asked);
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
