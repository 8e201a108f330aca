import type { CallRequest } from "./call.ts";
import type { CallsInHand } from "./calls-in-hand.ts";

const RETRY_MS = 500;

/** How long an agent can be kept waiting: as its surface allows, while it is there, and while this process may wait. */
export class Patience {
  readonly #wait: CallRequest["wait"];
  readonly #inHand: Pick<CallsInHand, "mayWait" | "waiting">;
  readonly #deadline: number;

  constructor(wait: CallRequest["wait"], inHand: Pick<CallsInHand, "mayWait" | "waiting">) {
    this.#wait = wait;
    this.#inHand = inHand;
    this.#deadline = performance.now() + wait.ticketAfterMs;
  }

  /** How much of it is left, ms. */
  get leftMs(): number {
    return this.#deadline - performance.now();
  }

  get isOver(): boolean {
    return this.leftMs <= 0 || this.#wait.presence.hasLeft || !this.#inHand.mayWait;
  }

  /**
   * Does what can be done twice until it tells something: a store that is busy, or gone for a moment, ends nobody's wait.
   * Once patience is over the last try stands, be it a rejection.
   */
  async until<T>(work: () => Promise<T>, isTold: (result: T) => boolean = () => true): Promise<T> {
    for (;;) {
      const tried = await settled(work);
      if ((tried.ok && isTold(tried.value)) || this.isOver) {
        if (tried.ok) return tried.value;
        throw tried.error;
      }
      await this.#inHand.waiting(pause(Math.min(RETRY_MS, this.leftMs)));
    }
  }
}

type Tried<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

async function settled<T>(work: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
