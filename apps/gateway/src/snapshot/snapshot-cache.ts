import type { GatewaySnapshot } from "./gateway-snapshot.ts";

/** Reads one organization by the reference in a key's text; null when there is none. Rejects when Postgres can't be read. */
export type SnapshotLoader = (organizationRef: string) => Promise<GatewaySnapshot | null>;

export interface SnapshotCacheOptions {
  readonly load: SnapshotLoader;
  /** Snapshots are dropped, least recently used first, when together they are larger. */
  readonly maxBytes: number;
  /** How long an organization that doesn't exist is remembered, ms. */
  readonly missingForMs: number;
  readonly now: () => number;
}

const DEFAULT_MISSING_KEPT = 10_000;

/** Snapshots of organizations, loaded on demand, one load at a time for each. */
export class SnapshotCache {
  readonly #options: SnapshotCacheOptions;
  readonly #snapshots = new Map<string, GatewaySnapshot>();
  readonly #loads = new Map<string, Promise<GatewaySnapshot | null>>();
  readonly #missing = new Map<string, number>();
  #bytes = 0;

  constructor(options: SnapshotCacheOptions) {
    this.#options = options;
  }

  /** Whether an organization is in memory. */
  has(organizationRef: string): boolean {
    return this.#snapshots.has(organizationRef);
  }

  /** The snapshot of an organization if it is in memory and at least of `minVersion`; else null. */
  held(organizationRef: string, minVersion: number): GatewaySnapshot | null {
    const held = this.#snapshots.get(organizationRef);
    if (!held || held.version < minVersion) return null;
    this.#snapshots.delete(organizationRef);
    this.#snapshots.set(organizationRef, held);
    return held;
  }

  /**
   * The snapshot of an organization, at least of `minVersion`. Null when the organization doesn't exist.
   * Rejects when it has to be read and can't be.
   */
  async get(organizationRef: string, minVersion = 0): Promise<GatewaySnapshot | null> {
    const held = this.held(organizationRef, minVersion);
    if (held) return held;
    const missingUntil = this.#missing.get(organizationRef);
    if (missingUntil !== undefined && missingUntil > this.#options.now()) return null;
    const loaded = await this.#load(organizationRef);
    // A load that was under way may have read before the version that is asked for: then one more, which starts now.
    return loaded && loaded.version < minVersion ? this.#load(organizationRef) : loaded;
  }

  #load(organizationRef: string): Promise<GatewaySnapshot | null> {
    const running = this.#loads.get(organizationRef);
    if (running) return running;
    const load = this.#options
      .load(organizationRef)
      .then((snapshot) => this.#keep(organizationRef, snapshot))
      .finally(() => this.#loads.delete(organizationRef));
    this.#loads.set(organizationRef, load);
    return load;
  }

  #keep(organizationRef: string, snapshot: GatewaySnapshot | null): GatewaySnapshot | null {
    if (!snapshot) {
      if (this.#missing.size >= DEFAULT_MISSING_KEPT) this.#missing.clear();
      this.#missing.set(organizationRef, this.#options.now() + this.#options.missingForMs);
      return null;
    }
    const held = this.#snapshots.get(organizationRef);
    if (held && held.version > snapshot.version) return held;
    if (held) this.#bytes -= held.sizeBytes;
    this.#snapshots.delete(organizationRef);
    this.#snapshots.set(organizationRef, snapshot);
    this.#bytes += snapshot.sizeBytes;
    this.#evict(organizationRef);
    return snapshot;
  }

  #evict(keep: string): void {
    for (const [organizationRef, snapshot] of this.#snapshots) {
      if (this.#bytes <= this.#options.maxBytes) return;
      if (organizationRef === keep) continue;
      this.#snapshots.delete(organizationRef);
      this.#bytes -= snapshot.sizeBytes;
    }
  }
}
