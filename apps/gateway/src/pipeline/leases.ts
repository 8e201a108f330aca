import type { Admission, Place } from "@countersign/admission";

interface Held {
  readonly place: Place;
  endsMonotonicMs: number;
}

export interface LeasesOptions {
  readonly admission: Pick<Admission, "renewLeases">;
  readonly leaseMs: number;
}

/** Keeps the leases of calls that run in this process: renewed at a third of their length, while the upstream runs. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #held = new Map<string, Held>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Starts renewing a call's lease. */
  hold(callId: string, place: Place, endsMonotonicMs: number): void {
    this.#held.set(callId, { place, endsMonotonicMs });
    this.#timer ??= setInterval(() => void this.#renew(), this.#options.leaseMs / 3).unref();
  }

  /** Stops renewing; called before settling, so that a settle that fails lets the lease lapse. */
  drop(callId: string): void {
    this.#held.delete(callId);
    if (this.#held.size === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  async #renew(): Promise<void> {
    const byPlace = new Map<string, { place: Place; callIds: string[] }>();
    for (const [callId, { place }] of this.#held) {
      const group = byPlace.get(place.org) ?? { place, callIds: [] };
      group.callIds.push(callId);
      byPlace.set(place.org, group);
    }
    for (const { place, callIds } of byPlace.values()) {
      const renewal = await this.#options.admission.renewLeases(place, callIds, this.#options.leaseMs);
      if (renewal.kind !== "RENEWED") continue;
      for (const [callId, endsMonotonicMs] of renewal.leaseEndsMonotonicMs) {
        const held = this.#held.get(callId);
        if (held) held.endsMonotonicMs = endsMonotonicMs;
      }
    }
  }
}
