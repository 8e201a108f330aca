/** Draws by a seed, so that a corpus is the same on every machine (mulberry32). */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new RangeError("nothing to pick from");
    return picked;
  }

  text(length: number, alphabet: string): string {
    return Array.from({ length }, () => this.pick([...alphabet])).join("");
  }

  /** Letters and digits, at least one of each kind. */
  mixed(length: number, extra = ""): string {
    const drawn = this.text(length - 3, LOWER + UPPER + DIGITS + extra);
    return `${this.text(1, UPPER)}${this.text(1, DIGITS)}${drawn}${this.text(1, LOWER)}`;
  }

  hex(length: number): string {
    return this.text(length, "0123456789abcdef");
  }

  digits(length: number): string {
    return this.text(length, DIGITS);
  }
}

export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const UPPER = LOWER.toUpperCase();
export const DIGITS = "0123456789";
