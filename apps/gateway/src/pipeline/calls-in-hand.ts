export interface CallsInHandOptions {
  /** Most calls that are at work at a time. */
  readonly most: number;
  /** Most calls that wait for people at a time; they cost memory only. */
  readonly mostWaiting: number;
}

/** How much this process has taken on. A call that waits for people leaves its place to others meanwhile. */
export class CallsInHand {
  readonly #options: CallsInHandOptions;
  #working = 0;
  #waiting = 0;

  constructor(options: CallsInHandOptions) {
    this.#options = options;
  }

  /** Does the work; null when there is as much as may be. */
  async take<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#working >= this.#options.most) return null;
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
    }
  }

  /** Whether one more may wait here. */
  get mayWait(): boolean {
    return this.#waiting < this.#options.mostWaiting;
  }

  /** Work that was taken waits. It goes on afterwards, whatever else has been taken by then. */
  async waiting<T>(wait: Promise<T>): Promise<T> {
    this.#working -= 1;
    this.#waiting += 1;
    try {
      return await wait;
    } finally {
      this.#waiting -= 1;
      this.#working += 1;
    }
  }
}
