/**
 * Whether the one who asked still listens. Its signal is made only where somebody waits for a person: joining signals
 * costs more than most of a call.
 */
export class CallerPresence {
  readonly #others: readonly AbortSignal[];
  #isGone = false;
  #gone: AbortController | null = null;
  #signal: AbortSignal | null = null;

  /** `others`: what ends the waiting too. */
  constructor(others: readonly AbortSignal[]) {
    this.#others = others;
  }

  /** The connection was closed. */
  leave(): void {
    this.#isGone = true;
    this.#gone?.abort();
  }

  /** Aborted once the caller is gone, or one of the others is aborted. The same one each time. */
  readonly signal = (): AbortSignal => {
    if (this.#signal) return this.#signal;
    this.#gone = new AbortController();
    if (this.#isGone) this.#gone.abort();
    this.#signal = AbortSignal.any([this.#gone.signal, ...this.#others]);
    return this.#signal;
  };
}
