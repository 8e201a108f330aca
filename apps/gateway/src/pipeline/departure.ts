/**
 * Somebody who leaves once: the one who asked, or this process. Plain callbacks, since thousands wait at a time and an
 * abort signal with its listeners, or several joined, weighs more than all else that a wait keeps.
 */
export class Departure {
  readonly #under: Departure | null;
  readonly #listeners = new Set<() => void>();
  #hasLeft = false;

  /** Whoever leaves under another has left as soon as the other has. */
  constructor(under: Departure | null = null) {
    this.#under = under;
  }

  get hasLeft(): boolean {
    return this.#hasLeft || (this.#under?.hasLeft ?? false);
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  /** Calls once when they leave; not for who has left already. Returns its end. */
  onLeave(listener: () => void): () => void {
    this.#listeners.add(listener);
    const forget = this.#under?.onLeave(listener);
    return () => {
      this.#listeners.delete(listener);
      forget?.();
    };
  }
}
