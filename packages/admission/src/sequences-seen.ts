const KEPT = 50_000;

/** The highest sequence this process saw of each organization: a lower live one means that Redis has lost something. */
export class SequencesSeen {
  readonly #seen = new Map<string, number>();

  of(org: string): number {
    return this.#seen.get(org) ?? 0;
  }

  raise(org: string, sequence: number): void {
    const before = this.#seen.get(org);
    if (before !== undefined && before >= sequence) return;
    // The ones not touched for longest go first.
    this.#seen.delete(org);
    if (this.#seen.size >= KEPT) this.#seen.delete(this.#seen.keys().next().value ?? "");
    this.#seen.set(org, sequence);
  }
}
