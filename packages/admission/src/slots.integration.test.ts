import { startRedis, type TestRedis } from "@countersign/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import type { Place } from "./keys.ts";
import {
  call,
  callsLimit,
  concurrencyLimit,
  connectAdmission,
  openedPlace,
  rateLimit,
  settlement,
  spendLimit,
} from "./test-calls.ts";

const HASH = "a".repeat(64);

describe("the keys of a call", () => {
  let redis: TestRedis;
  let admission: Admission;
  let watcher: Redis;

  beforeAll(async () => {
    redis = await startRedis({ appendonly: false });
    admission = await connectAdmission(redis.url);
    watcher = new Redis(redis.url);
  });
  afterAll(async () => {
    watcher?.disconnect();
    await admission?.close();
    await redis?.close();
  });

  /** Everything this process does with the hot state of one organization. */
  async function everyScript(place: Place): Promise<void> {
    const limits = [callsLimit(9n), spendLimit(900n, 5n), concurrencyLimit(5), rateLimit(1_000, 1_000)];
    await admission.createSession({ ...place, idHash: HASH, principal: "agt_1", data: "{}", ttlMs: 60_000 });
    const session = { idHash: HASH, principal: "agt_1", ttlMs: 60_000 };
    const permit = { approvalId: "apr_1", attempt: 1 };
    const first = call(place, { limits, session, permit });
    expect((await admission.admit(first)).kind).toBe("OK");
    const [late, gone] = [call(place, { limits: [callsLimit(9n)] }), call(place, { limits: [spendLimit(900n, 5n)] })];
    await admission.admit(late);
    await admission.renewLeases(place, [first.callId], 60_000);
    await admission.check({ ...place, snapshotVersion: 2, killKeys: [place.org], session });
    await admission.record({ ...place, snapshotVersion: 2, killKeys: [], callId: "cal_r", record: "{}" });
    const answer = { approvalId: "apr_1", sealed: "x", ttlMs: 60_000 };
    await admission.settle({ ...settlement(first), actualMicros: 3n, answer });
    await admission.takeAnswer(place, "apr_1", { by: "ticket" });
    await admission.admit(gone);
    await admission.reapLapsed(place);
    await admission.amend({ ...settlement(late), isNothingSent: true });
    await admission.kill(place, ["agt_9"]);
    await admission.lift(place, ["agt_9"]);
    await admission.raiseVersion(place, 3);
    const found = await admission.findCounters(place);
    if (found.kind !== "FOUND") throw new Error(found.kind);
    const [key = ""] = found.keys;
    await admission.readCounters(place, found.keys);
    const nothing = { ended: [], running: [] };
    await admission.mendCounters(place, { counters: [{ key, by: 1n, windowEndMs: null }], ...nothing });
    await admission.endSession(place, HASH);
    await admission.closeOrganization(place);
    await admission.openOrganization({ ...place, version: 3, kills: ["agt_8"], counters: [] });
    const read = await admission.readRecords({ shard: place.shard, after: "0-0", count: 100 });
    if (read.kind !== "RECORDS") throw new Error(read.kind);
    await admission.trimRecords(place.shard, read.records.at(-1)?.streamId ?? "0-0");
  }

  it("all begin with its shard and its organization, in every script, so that they share one slot", async () => {
    const place = await openedPlace(admission, 3);
    const monitor = await watcher.monitor();
    const commands: string[][] = [];
    monitor.on("monitor", (_time: string, args: string[]) => commands.push(args));
    await everyScript(place);
    await watcher.ping("the end");
    await expect.poll(() => commands.some((args) => args[1] === "the end")).toBe(true);
    monitor.disconnect();
    const keys = new Set<string>();
    const scripts = new Set<string>();
    for (const args of commands) {
      const name = args[0]?.toLowerCase() ?? "";
      if (name === "eval" || name === "evalsha") scripts.add(args[1] ?? "");
      if (["ping", "time", "scan", "publish", "info", "script"].includes(name)) continue;
      const found = await watcher.call("COMMAND", "GETKEYS", ...args).catch(() => []);
      for (const key of textsOf(found)) keys.add(key);
    }
    expect(scripts.size).toBeGreaterThanOrEqual(10);
    expect(keys.size).toBeGreaterThan(15);
    // What belongs to the shard, and is kept by organization within.
    const shared = ["records", "backlog", "written", "marks"].map((kind) => `{s03}:${kind}`);
    expect([...keys].filter((key) => !key.startsWith(`{s03}:${place.org}:`) && !shared.includes(key))).toEqual([]);
    // A cluster hashes what stands in the first braces only.
    expect(new Set([...keys].map((key) => /\{([^}]*)\}/.exec(key)?.[1]))).toEqual(new Set(["s03"]));
  });

  it("a key that isn't the organization's own is refused by the script that would write it", async () => {
    const [mine, theirs] = [await openedPlace(admission), await openedPlace(admission)];
    await admission.admit(call(theirs, { limits: [callsLimit(9n)] }));
    const found = await admission.findCounters(theirs);
    const key = found.kind === "FOUND" ? (found.keys[0] ?? "") : "";
    expect(await admission.readCounters(mine, [key])).toMatchObject({ kind: "UNAVAILABLE" });
    const counters = [{ key, by: 100n, windowEndMs: null }];
    expect(await admission.mendCounters(mine, { counters, ended: [], running: [] })).toMatchObject({
      kind: "UNAVAILABLE",
    });
    expect(await watcher.get(key)).toBe("1");
  });
});

function textsOf(found: unknown): string[] {
  return Array.isArray(found) ? found.map(String) : [];
}
