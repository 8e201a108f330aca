import { startFaultProxy, startRedis, type TestRedis } from "@countersign/testkit";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import { organizationPrefix } from "./keys.ts";
import { call, callsLimit, connectAdmission, openedPlace, settlement, tally } from "./test-calls.ts";

const DEADLINE_MS = 400;

describe("a Redis that is lost, slow or emptied", () => {
  const opened: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
  });

  async function start(): Promise<{ redis: TestRedis; admission: Admission; inspector: Redis }> {
    const redis = await startRedis({ appendfsync: "always" });
    opened.push(redis);
    const admission = await connectAdmission(redis.url, { deadlineMs: DEADLINE_MS, settleDeadlineMs: 5_000 });
    const inspector = new Redis(redis.url, { retryStrategy: () => 20 });
    inspector.on("error", () => {});
    opened.push({
      close: async () => {
        inspector.disconnect();
        await admission.close();
      },
    });
    return { redis, admission, inspector };
  }

  it("emptied: every organization is COLD at once", async () => {
    const { admission, inspector } = await start();
    const place = await openedPlace(admission);
    await admission.admit(call(place));
    await inspector.flushall();
    expect((await admission.admit(call(place))).kind).toBe("COLD");
    expect((await admission.check(call(place))).kind).toBe("COLD");
  });

  it("killed: calls are refused within the deadline, and admitted again once it is back", async () => {
    const { redis, admission } = await start();
    const place = await openedPlace(admission);
    await redis.kill9();
    const before = performance.now();
    const verdicts = await Promise.all([1, 2, 3].map(() => admission.admit(call(place))));
    expect(tally(verdicts)).toEqual({ UNAVAILABLE: 3 });
    expect(performance.now() - before).toBeLessThan(DEADLINE_MS + 300);
    expect((await admission.raiseVersion(place, 2)).kind).toBe("UNAVAILABLE");
    await redis.restart();
    await admission.ready(5_000);
    await expect.poll(async () => (await admission.admit(call(place))).kind).toBe("OK");
  });

  it("killed and restarted: caps and calls in flight are still known", async () => {
    const { redis, admission } = await start();
    const place = await openedPlace(admission);
    const limits = [callsLimit(3n)];
    const item = call(place, { limits });
    await admission.admit(item);
    await admission.admit(call(place, { limits }));
    await redis.kill9();
    await redis.restart();
    await admission.ready(5_000);
    expect((await admission.admit(call(place, { limits }))).kind).toBe("OK");
    expect(await admission.admit(call(place, { limits }))).toMatchObject({ kind: "LIMITED", used: 3n });
    expect((await admission.settle(settlement(item))).kind).toBe("SETTLED_NOW");
  });

  it("settling waits out a restart", async () => {
    const { redis, admission } = await start();
    const place = await openedPlace(admission);
    const item = call(place);
    await admission.admit(item);
    await redis.kill9();
    const settled = admission.settle(settlement(item));
    await redis.restart();
    expect((await settled).kind).toBe("SETTLED_NOW");
  });

  it("frozen: refused in time, and what it admitted too late is given back", async () => {
    const { admission, inspector } = await start();
    const place = await openedPlace(admission);
    const pid = Number(/process_id:(\d+)/.exec(await inspector.info("server"))?.[1]);
    process.kill(pid, "SIGSTOP");
    const before = performance.now();
    const limits = [callsLimit(9n)];
    const permit = { approvalId: "apr_1", attempt: 1 };
    const calls = [call(place, { limits, permit }), call(place, { limits }), call(place, { limits })];
    const verdicts = await Promise.all(calls.map((item) => admission.admit(item)));
    expect(tally(verdicts)).toEqual({ UNAVAILABLE: 3 });
    expect(performance.now() - before).toBeLessThan(DEADLINE_MS + 300);
    process.kill(pid, "SIGCONT");
    const prefix = organizationPrefix(place);
    const [counter] = await pollFor(() => inspector.keys(`${prefix}limit:*`));
    await expect.poll(() => inspector.hlen(`${prefix}inflight`)).toBe(0);
    expect(await inspector.get(counter ?? "")).toBe("0");
    expect(await admission.voidPermit(place, { ...permit, mark: 0 })).toEqual({ kind: "VOID" });
  });

  it("a reply lost and Redis out of reach for long: what was reserved is given back once it is reached again", async () => {
    const { redis, inspector } = await start();
    const proxy = await startFaultProxy(redis.url);
    const admission = await connectAdmission(proxy.url, { deadlineMs: DEADLINE_MS });
    opened.push(proxy, admission);
    const place = await openedPlace(admission);
    const prefix = organizationPrefix(place);
    // Redis knows the script now, so that only the reply is missing below.
    await admission.check(call(place));
    proxy.fault = { kind: "drop", what: "answers" };
    expect((await admission.admit(call(place, { limits: [callsLimit(9n)] }))).kind).toBe("UNAVAILABLE");
    expect(await inspector.hlen(`${prefix}inflight`)).toBe(1);
    proxy.fault = { kind: "refuse" };
    await expect
      .poll(
        async () => {
          const verdict = await admission.check(call(place));
          return verdict.kind === "UNAVAILABLE" && verdict.reason;
        },
        { timeout: 5_000 },
      )
      .toBe("redis is lost");
    proxy.fault = null;
    await expect.poll(() => inspector.hlen(`${prefix}inflight`), { timeout: 5_000 }).toBe(0);
    const [counter] = await inspector.keys(`${prefix}limit:*`);
    expect(await inspector.get(counter ?? "")).toBe("0");
    expect((await admission.reapLapsed(place)).kind).toBe("REAPED");
    expect(await admission.recordBacklog(0)).toEqual({ kind: "BACKLOG", count: 0 });
  });

  it("a waiting reader of a frozen Redis is told in time, and reads on when it is back", async () => {
    const { admission, inspector } = await start();
    const place = await openedPlace(admission);
    const from = { shard: 0, after: "0-0", count: 10, blockMs: 50 };
    expect((await admission.readRecords(from)).kind).toBe("RECORDS");
    const pid = Number(/process_id:(\d+)/.exec(await inspector.info("server"))?.[1]);
    process.kill(pid, "SIGSTOP");
    const before = performance.now();
    expect((await admission.readRecords(from)).kind).toBe("UNAVAILABLE");
    expect(performance.now() - before).toBeLessThan(DEADLINE_MS + 350);
    process.kill(pid, "SIGCONT");
    await expect.poll(async () => (await admission.record({ ...call(place), record: "{}" })).kind).toBe("OK");
    await expect
      .poll(async () => {
        const read = await admission.readRecords(from);
        return read.kind === "RECORDS" && read.records.length;
      })
      .toBeGreaterThan(0);
  });

  it("cut in the middle: a call asked again by the connection is admitted once", async () => {
    const { admission, inspector } = await start();
    const place = await openedPlace(admission);
    const calls = Array.from({ length: 300 }, () => call(place, { limits: [callsLimit(200n)] }));
    const verdicts = calls.map((item) => admission.admit(item));
    await inspector.client("KILL", "TYPE", "normal", "SKIPME", "yes");
    const counts = tally(await Promise.all(verdicts));
    expect(counts["OK"]).toBe(200);
    const [counter] = await inspector.keys(`${organizationPrefix(place)}limit:*`);
    expect(await inspector.get(counter ?? "")).toBe("200");
    expect(await inspector.hlen(`${organizationPrefix(place)}inflight`)).toBe(200);
  });

  it("P48: full: nothing is admitted and nothing is half-written", async () => {
    const { admission, inspector } = await start();
    const place = await openedPlace(admission);
    const item = call(place, { limits: [callsLimit(9n)] });
    await admission.admit(item);
    await inspector.config("SET", "maxmemory", "1");
    expect((await admission.admit(call(place, { limits: [callsLimit(9n)] }))).kind).toBe("UNAVAILABLE");
    expect((await admission.settle(settlement(item))).kind).toBe("UNAVAILABLE");
    await inspector.config("SET", "maxmemory", "0");
    expect(await inspector.hlen(`${organizationPrefix(place)}inflight`)).toBe(1);
    expect((await admission.settle(settlement(item))).kind).toBe("SETTLED_NOW");
    const [counter] = await inspector.keys(`${organizationPrefix(place)}limit:*`);
    expect(await inspector.get(counter ?? "")).toBe("1");
  });

  it("P48: a record stream at its mark admits nothing until it is trimmed", async () => {
    const { redis, admission } = await start();
    const marked = await connectAdmission(redis.url, { streamMark: 3, streamShareMark: 3 });
    opened.push(marked);
    const place = await openedPlace(admission);
    for (let round = 0; round < 3; round += 1) await marked.record({ ...call(place), record: "{}" });
    expect(await marked.admit(call(place))).toMatchObject({ kind: "OVERLOADED" });
    expect(await marked.record({ ...call(place), record: "{}" })).toMatchObject({ kind: "OVERLOADED" });
    expect((await marked.check(call(place))).kind).toBe("OK");
    const read = await marked.readRecords({ shard: 0, after: "0-0", count: 2 });
    if (read.kind !== "RECORDS") throw new Error(read.kind);
    expect(await marked.trimRecords(0, read.records[1]?.streamId ?? "")).toEqual({ kind: "TRIMMED", count: 2 });
    expect(await marked.recordBacklog(0)).toEqual({ kind: "BACKLOG", count: 1 });
    expect((await marked.admit(call(place))).kind).toBe("OK");
  });

  it("one organization's records on the stream don't take another's room", async () => {
    const { redis, admission, inspector } = await start();
    const marked = await connectAdmission(redis.url, { streamMark: 100, streamShareMark: 3 });
    opened.push(marked);
    const [busy, quiet] = [await openedPlace(admission), await openedPlace(admission)];
    const record = "{}";
    const verdicts = await Promise.all(Array.from({ length: 5 }, () => marked.record({ ...call(busy), record })));
    expect(tally(verdicts)).toEqual({ OK: 3, OVERLOADED: 2 });
    expect((await marked.record({ ...call(quiet), record })).kind).toBe("OK");
    const read = await marked.readRecords({ shard: 0, after: "0-0", count: 2 });
    if (read.kind !== "RECORDS") throw new Error(read.kind);
    await marked.trimRecords(0, read.records.at(-1)?.streamId ?? "");
    expect(await inspector.hgetall("{s00}:backlog")).toEqual({ [busy.org]: "1", [quiet.org]: "1" });
    expect((await marked.admit(call(busy))).kind).toBe("OK");
  });

  it("an emptied stream puts right what a dead reader left in the backlogs", async () => {
    const { admission, inspector } = await start();
    const place = await openedPlace(admission);
    for (let round = 0; round < 3; round += 1) await admission.record({ ...call(place), record: "{}" });
    const dead = await admission.readRecords({ shard: 0, after: "0-0", count: 10 });
    if (dead.kind !== "RECORDS") throw new Error(dead.kind);
    await inspector.hincrby("{s00}:backlog", place.org, 1000);
    await admission.trimRecords(0, dead.records.at(-1)?.streamId ?? "");
    expect(await inspector.exists("{s00}:backlog")).toBe(0);
  });

  it("one organization's calls in flight don't take another's room", async () => {
    const { redis, admission } = await start();
    const marked = await connectAdmission(redis.url, { inflightMark: 10 });
    opened.push(marked);
    const [busy, quiet] = [await openedPlace(admission), await openedPlace(admission)];
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => marked.admit(call(busy))));
    expect(tally(verdicts)).toEqual({ OK: 10, OVERLOADED: 20 });
    expect((await marked.admit(call(quiet))).kind).toBe("OK");
  });

  async function pollFor(read: () => Promise<string[]>): Promise<string[]> {
    let found: string[] = [];
    await expect
      .poll(async () => {
        found = await read();
        return found.length;
      })
      .toBeGreaterThan(0);
    return found;
  }
});
