import { describe, expect, it } from "vitest";
import { ApprovalWaiters } from "./approval-waiters.ts";

const place = { org: "org_1", shard: 0 };
const FOREVER = 60_000;

/** Waiters over a subscription the test speaks into. */
function makeWaiters() {
  const heard = new Map<string, (approvalId: string) => void>();
  const log: string[] = [];
  const waiters = new ApprovalWaiters(async (at, hear) => {
    log.push(`+${at.org}`);
    heard.set(at.org, hear);
    return async () => {
      log.push(`-${at.org}`);
      heard.delete(at.org);
    };
  });
  return { waiters, log, say: (org: string, approvalId: string) => heard.get(org)?.(approvalId) };
}

const never = new AbortController().signal;

describe("those who wait for approvals", () => {
  it("hear of a change of theirs, and not of another's", async () => {
    const { waiters, say } = makeWaiters();
    const watch = await waiters.watch(place);
    let isHeard = false;
    const changed = watch.changed("apr_1", FOREVER, never).then(() => {
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
    await watch.changed("apr_1", FOREVER, never);
  });

  it("go on after their patience ends, and when they are called away", async () => {
    const { waiters } = makeWaiters();
    const watch = await waiters.watch(place);
    await watch.changed("apr_1", 1, never);
    const away = new AbortController();
    const changed = watch.changed("apr_1", FOREVER, away.signal);
    away.abort();
    await changed;
    await watch.changed("apr_1", FOREVER, away.signal);
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
    const changes = watches.map((watch) => watch.changed("apr_1", FOREVER, never));
    say("org_1", "apr_1");
    await Promise.all(changes);
  });

  it("are told when nothing can be heard, and the next one tries again", async () => {
    let tries = 0;
    const waiters = new ApprovalWaiters(async () => {
      tries += 1;
      if (tries === 1) throw new Error("Redis is gone");
      return async () => {};
    });
    await expect(waiters.watch(place)).rejects.toThrow("Redis is gone");
    await waiters.watch(place);
    expect(tries).toBe(2);
  });
});
