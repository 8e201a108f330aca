import { describe, expect, it } from "vitest";
import { snapshotOf } from "../testing/snapshot.ts";
import type { GatewaySnapshot } from "./gateway-snapshot.ts";
import { SnapshotCache } from "./snapshot-cache.ts";

interface Load {
  readonly organizationRef: string;
  end(snapshot: GatewaySnapshot | null): void;
  fail(): void;
}

/** A cache whose loads the test ends itself. */
function makeCache(options: { readonly maxBytes?: number } = {}) {
  const loads: Load[] = [];
  let now = 0;
  const cache = new SnapshotCache({
    load: (organizationRef) =>
      new Promise((resolve, reject) => {
        loads.push({ organizationRef, end: resolve, fail: () => reject(new Error("Postgres is gone")) });
      }),
    maxBytes: options.maxBytes ?? 1_000_000,
    missingForMs: 100,
    now: () => now,
  });
  const load = (index: number): Load => {
    const found = loads[index];
    if (!found) throw new Error(`no load ${index}`);
    return found;
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  return { cache, loads, load, pass };
}

const version = (number: number, sizeBytes = 10): GatewaySnapshot => {
  return { ...snapshotOf({ snapshotVersion: BigInt(number) }), sizeBytes };
};

describe("the cache of snapshots", () => {
  it("loads an organization once, however many ask at once, and keeps it", async () => {
    const { cache, loads, load } = makeCache();
    const asked = [cache.get("a"), cache.get("a"), cache.get("a")];
    load(0).end(version(1));
    const found = await Promise.all(asked);
    expect(new Set(found).size).toBe(1);
    expect((await cache.get("a"))?.version).toBe(1);
    expect(loads).toHaveLength(1);
  });

  it("never answers with less than the version asked for: what was under way may have read before it", async () => {
    const { cache, load, loads } = makeCache();
    const early = cache.get("a");
    const late = cache.get("a", 2);
    load(0).end(version(1));
    expect((await early)?.version).toBe(1);
    await expect.poll(() => loads.length).toBe(2);
    load(1).end(version(2));
    expect((await late)?.version).toBe(2);
  });

  it("goes on with the newest it has seen when a load brings an older one", async () => {
    const { cache, load } = makeCache();
    const first = cache.get("a");
    load(0).end(version(5));
    await first;
    const second = cache.get("a", 6);
    load(1).end(version(4));
    await Promise.resolve();
    await expect.poll(() => load(2)).toBeDefined();
    load(2).end(version(6));
    expect((await second)?.version).toBe(6);
  });

  it("remembers for a while that there is no such organization, and looks again after", async () => {
    const { cache, load, loads, pass } = makeCache();
    const first = cache.get("nobody");
    load(0).end(null);
    expect(await first).toBeNull();
    expect(await cache.get("nobody")).toBeNull();
    expect(loads).toHaveLength(1);
    pass(101);
    const again = cache.get("nobody");
    load(1).end(version(1));
    expect((await again)?.version).toBe(1);
  });

  it("rejects when it can't read, and tries anew for the next", async () => {
    const { cache, load } = makeCache();
    const failed = cache.get("a");
    load(0).fail();
    await expect(failed).rejects.toThrow("Postgres is gone");
    const next = cache.get("a");
    load(1).end(version(1));
    expect((await next)?.version).toBe(1);
  });

  it("answers from memory while Postgres is gone, as long as that is new enough", async () => {
    const { cache, load } = makeCache();
    const first = cache.get("a");
    load(0).end(version(3));
    await first;
    const newer = cache.get("a", 4);
    load(1).fail();
    await expect(newer).rejects.toThrow();
    expect((await cache.get("a", 3))?.version).toBe(3);
  });

  it("drops the least recently used when together they are too large, never the one just asked for", async () => {
    const { cache, load, loads } = makeCache({ maxBytes: 25 });
    const fill = async (organizationRef: string, index: number, sizeBytes: number): Promise<void> => {
      const asked = cache.get(organizationRef);
      load(index).end(version(1, sizeBytes));
      await asked;
    };
    await fill("a", 0, 10);
    await fill("b", 1, 10);
    await cache.get("a");
    await fill("c", 2, 10);
    await cache.get("a");
    await cache.get("c");
    expect(loads).toHaveLength(3);
    await fill("b", 3, 10);
    await fill("huge", 4, 1_000);
    expect((await cache.get("huge"))?.sizeBytes).toBe(1_000);
    expect(loads).toHaveLength(5);
  });
});
