import { describe, expect, it } from "vitest";
import { ApprovalWaiters } from "./approval-waiters.ts";

const place = { org: "org_1", shard: 0 };
const FOREVER = 60_000;

const LOOK_MS = 5;
const WAITS = { id: "apr_1", state: "pending" } as const;

/** Waiters over a subscription the test speaks into, and a store that holds what it says. */
function makeWaiters(stored: Record<string, string> = {}) {
  const asked: string[][] = [];
  const heard = new Map<string, (said: { id: string; state: string }) => void>();
  const log: string[] = [];
  const waiters = new ApprovalWaiters({
    subscribe: async (at, hear) => {
      log.push(`+${at.org}`);
      heard.set(at.org, hear);
      return async () => {
        log.push(`-${at.org}`);
        heard.delete(at.org);
      };
    },
    moved: async (_org, state, ids) => {
      asked.push([...ids]);
      return ids.filter((id) => stored[id] !== undefined && stored[id] !== state);
    },
    lookMs: LOOK_MS,
  });
  return { waiters, log, asked, say: (org: string, id: string, state = "approved") => heard.get(org)?.({ id, state }) };
}

describe("those who wait for approvals", () => {
  it("hear of a change of theirs, and not of another's", async () => {
    const { waiters, say } = makeWaiters();
    const watch = await waiters.watch(place);
    let isHeard = false;
    const changed = watch.changed(WAITS, FOREVER).then(() => {
      isHeard = true;
    });
    say("org_1", "apr_2");
    await Promise.resolve();
    expect(isHeard).toBe(false);
    say("org_1", "apr_1");
    await changed;
    expect(isHeard).toBe(true);
  });

  it("miss nothing said between two looks", async () => {
    const { waiters, say } = makeWaiters();
    const watch = await waiters.watch(place);
    say("org_1", "apr_1");
    expect(await watch.changed(WAITS, FOREVER)).toBe(true);
  });

  it("aren't woken by what leaves the state as they know it, and by nothing said late hear less", async () => {
    const { waiters, say } = makeWaiters();
    const watch = await waiters.watch(place);
    say("org_1", "apr_1", "pending");
    let isHeard = false;
    const changed = watch.changed(WAITS, FOREVER).then(() => {
      isHeard = true;
    });
    say("org_1", "apr_1", "pending");
    await new Promise((resolve) => setImmediate(resolve));
    expect(isHeard).toBe(false);
    say("org_1", "apr_1", "denied");
    await changed;
    say("org_1", "apr_1", "denied");
    say("org_1", "apr_1", "pending");
    expect(await watch.changed(WAITS, FOREVER)).toBe(true);
    await waiters.close();
  });

  it("see what wasn't heard, by one look for all of them however many wait, and aren't woken by what they know", async () => {
    const stored: Record<string, string> = { apr_1: "pending", apr_2: "pending" };
    const { waiters, asked } = makeWaiters(stored);
    const watches = await Promise.all(Array.from({ length: 50 }, () => waiters.watch(place)));
    let woken = 0;
    const changes = watches.map(async (watch, index) => {
      const isChanged = await watch.changed({ id: index < 40 ? "apr_1" : "apr_2", state: "pending" }, FOREVER);
      woken += 1;
      return isChanged;
    });
    await expect.poll(() => asked.length).toBeGreaterThan(2);
    expect(asked[0]?.sort()).toEqual(["apr_1", "apr_2"]);
    expect(woken).toBe(0);
    stored["apr_1"] = "approved";
    expect(await Promise.all(changes.slice(0, 40))).not.toContain(false);
    expect(woken).toBe(40);
    await waiters.close();
    expect(await Promise.all(changes.slice(40))).not.toContain(true);
  });

  it("go on after their patience ends, and when they are interrupted", async () => {
    const { waiters } = makeWaiters();
    const watch = await waiters.watch(place);
    expect(await watch.changed(WAITS, 1)).toBe(false);
    watch.interrupt();
    const changed = watch.changed(WAITS, FOREVER);
    watch.interrupt();
    expect(await changed).toBe(false);
  });

  it("share one subscription for each organization, which ends with the last of them", async () => {
    const { waiters, log } = makeWaiters();
    const watches = [
      await waiters.watch(place),
      await waiters.watch(place),
      await waiters.watch({ org: "org_2", shard: 0 }),
    ];
    expect(log).toEqual(["+org_1", "+org_2"]);
    watches[0]?.close();
    expect(log).toHaveLength(2);
    watches[1]?.close();
    await expect.poll(() => log).toEqual(["+org_1", "+org_2", "-org_1"]);
    await waiters.watch(place);
    expect(log.at(-1)).toBe("+org_1");
  });

  it("all hear the same change", async () => {
    const { waiters, say } = makeWaiters();
    const watches = await Promise.all([waiters.watch(place), waiters.watch(place)]);
    const changes = watches.map((watch) => watch.changed(WAITS, FOREVER));
    say("org_1", "apr_1");
    await Promise.all(changes);
  });

  it("are told when nothing can be heard, and the next one tries again", async () => {
    let tries = 0;
    const waiters = new ApprovalWaiters({
      subscribe: async () => {
        tries += 1;
        if (tries === 1) throw new Error("Redis is gone");
        return async () => {};
      },
      moved: async () => [],
      lookMs: LOOK_MS,
    });
    await expect(waiters.watch(place)).rejects.toThrow("Redis is gone");
    await waiters.watch(place);
    expect(tries).toBe(2);
  });
});
