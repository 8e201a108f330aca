/** A sink that lacks heads. */
export interface SinkLag {
  readonly sink: string;
  /** Organizations whose newest signed head it lacks. */
  readonly organizations: number;
  /** How long the first of them has been waiting, ms. */
  readonly sinceMs: number;
}

/** Since when each sink has failed to take heads of each organization. Times are of `performance.now`. */
export class SinkLags {
  readonly #since = new Map<string, Map<string, number>>();

  /** Notes how a try has ended. */
  note(sink: string, organizationId: string, { took, now }: { readonly took: boolean; readonly now: number }): void {
    const waiting = this.#since.get(sink) ?? new Map<string, number>();
    this.#since.set(sink, waiting);
    if (took) waiting.delete(organizationId);
    else if (!waiting.has(organizationId)) waiting.set(organizationId, now);
  }

  /** The sinks that lack something. */
  list(now: number): readonly SinkLag[] {
    return [...this.#since]
      .filter(([, waiting]) => waiting.size > 0)
      .map(([sink, waiting]) => {
        return { sink, organizations: waiting.size, sinceMs: Math.round(now - Math.min(...waiting.values())) };
      });
  }
}
