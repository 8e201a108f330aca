export interface MissLimiterOptions {
  /** How many unknown organizations one address may name within the window. */
  readonly maxMisses: number;
  readonly windowMs: number;
  /** Monotonic or UTC ms. */
  readonly now: () => number;
}

interface Misses {
  count: number;
  readonly until: number;
}

const MAX_ADDRESSES = 10_000;

/**
 * Bounds how often one address may name organizations that don't exist: each such name costs a look into Postgres,
 * and a well-formed key with a made-up organization is easy to write.
 */
export class MissLimiter {
  readonly #options: MissLimiterOptions;
  readonly #misses = new Map<string, Misses>();

  constructor(options: MissLimiterOptions) {
    this.#options = options;
  }

  /** Whether another unknown organization of this address may be looked for. */
  mayLook(address: string): boolean {
    const misses = this.#misses.get(address);
    return !misses || misses.until <= this.#options.now() || misses.count < this.#options.maxMisses;
  }

  /** Notes that an address named an organization that doesn't exist. */
  noteMiss(address: string): void {
    const now = this.#options.now();
    const misses = this.#misses.get(address);
    if (misses && misses.until > now) {
      misses.count += 1;
      return;
    }
    if (this.#misses.size >= MAX_ADDRESSES) this.#misses.clear();
    this.#misses.set(address, { count: 1, until: now + this.#options.windowMs });
  }
}
