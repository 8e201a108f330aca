import { startRedis, type TestRedis } from "@countersign/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import {
  call,
  callsLimit,
  concurrencyLimit,
  connectAdmission,
  openedPlace,
  rateLimit,
  settlement,
  spendLimit,
  tally,
} from "./test-calls.ts";

describe("limits", () => {
  let redis: TestRedis;
  let admission: Admission;
  let inspector: Redis;

  beforeAll(async () => {
    redis = await startRedis();
    admission = await connectAdmission(redis.url);
    inspector = new Redis(redis.url);
  });
  afterAll(async () => {
    inspector?.disconnect();
    await admission?.close();
    await redis?.close();
  });

  async function counters(org: string): Promise<Record<string, string>> {
    const keys = await inspector.keys(`*:${org}:limit:*`);
    const found: Record<string, string> = {};
    for (const key of keys) found[key] = (await inspector.get(key)) ?? "";
    return found;
  }

  it("200 parallel calls against a cap of 50 admit exactly 50", async () => {
    const place = await openedPlace(admission);
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, () => admission.admit(call(place, { limits: [callsLimit(50n)] }))),
    );
    expect(tally(verdicts)).toEqual({ OK: 50, LIMITED: 150 });
    const refused = verdicts.find((verdict) => verdict.kind === "LIMITED");
    expect(refused).toMatchObject({ limitId: "rul_1.calls", limitKind: "calls", used: 50n, max: 50n });
  });

  it("two processes share one cap", async () => {
    const place = await openedPlace(admission);
    const other = await connectAdmission(redis.url);
    const verdicts = await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        (index % 2 === 0 ? admission : other).admit(call(place, { limits: [callsLimit(50n)] })),
      ),
    );
    await other.close();
    expect(tally(verdicts)).toEqual({ OK: 50, LIMITED: 70 });
  });

  it("a refusal by the second limit leaves the first untouched", async () => {
    const place = await openedPlace(admission);
    const limits = [callsLimit(5n), spendLimit(100n, 60n)];
    expect((await admission.admit(call(place, { limits }))).kind).toBe("OK");
    expect(await admission.admit(call(place, { limits }))).toMatchObject({
      kind: "LIMITED",
      limitKind: "spend",
      used: 60n,
    });
    expect(Object.values(await counters(place.org)).sort()).toEqual(["1", "60"]);
  });

  it("spend is reserved, settled to the actual, and given back when nothing was sent", async () => {
    const place = await openedPlace(admission);
    const limits = [spendLimit(10_000_000n, 250_000n), callsLimit(50n)];
    const [first, second] = [call(place, { limits }), call(place, { limits })];
    await admission.admit(first);
    await admission.admit(second);
    expect(Object.values(await counters(place.org)).sort()).toEqual(["2", "500000"]);
    await admission.settle({ ...settlement(first), actualMicros: 4_000n });
    expect(Object.values(await counters(place.org)).sort()).toEqual(["2", "254000"]);
    await admission.settle({ ...settlement(second), isNothingSent: true });
    expect(Object.values(await counters(place.org)).sort()).toEqual(["1", "4000"]);
  });

  it("an actual above its reservation is charged in full and then nothing more fits", async () => {
    const place = await openedPlace(admission);
    const limits = [spendLimit(100n, 10n)];
    const first = call(place, { limits });
    await admission.admit(first);
    await admission.settle({ ...settlement(first), actualMicros: 500n });
    expect(await admission.admit(call(place, { limits }))).toMatchObject({ kind: "LIMITED", used: 500n, max: 100n });
  });

  it("the 41st lookup at $0.25 is refused by its $10", async () => {
    const place = await openedPlace(admission);
    const limits = [spendLimit(10_000_000n, 250_000n)];
    const verdicts = await Promise.all(Array.from({ length: 41 }, () => admission.admit(call(place, { limits }))));
    expect(tally(verdicts)).toEqual({ OK: 40, LIMITED: 1 });
  });

  it("amounts near 2^53 are counted exactly and larger ones refused", async () => {
    const place = await openedPlace(admission);
    const largest = 2n ** 53n - 1n;
    expect((await admission.admit(call(place, { limits: [spendLimit(largest, largest - 3n)] }))).kind).toBe("OK");
    expect(Object.values(await counters(place.org))).toEqual(["9007199254740988"]);
    expect((await admission.admit(call(place, { limits: [spendLimit(largest, 3n)] }))).kind).toBe("OK");
    expect(Object.values(await counters(place.org))).toEqual(["9007199254740991"]);
    expect(await admission.admit(call(place, { limits: [spendLimit(largest, 1n)] }))).toMatchObject({
      kind: "LIMITED",
      used: 9007199254740991n,
    });
    await expect(admission.admit(call(place, { limits: [spendLimit(largest + 1n, 1n)] }))).rejects.toThrow(RangeError);
    await expect(admission.admit(call(place, { limits: [spendLimit(1n, -1n)] }))).rejects.toThrow(RangeError);
  });

  it("concurrency holds at its maximum and is released by settling, once", async () => {
    const place = await openedPlace(admission);
    const limits = [concurrencyLimit(3)];
    const calls = Array.from({ length: 10 }, () => call(place, { limits }));
    const verdicts = await Promise.all(calls.map((item) => admission.admit(item)));
    expect(tally(verdicts)).toEqual({ OK: 3, LIMITED: 7 });
    const running = calls.filter((_, index) => verdicts[index]?.kind === "OK");
    const [first] = running;
    if (!first) throw new Error("none admitted");
    await Promise.all([admission.settle(settlement(first)), admission.settle(settlement(first))]);
    const again = await Promise.all([1, 2].map(() => admission.admit(call(place, { limits }))));
    expect(tally(again)).toEqual({ OK: 1, LIMITED: 1 });
  });

  it("a rate lets one call through at a time, evenly spaced", async () => {
    const place = await openedPlace(admission);
    const limits = [rateLimit(2, 60_000)];
    const verdicts = await Promise.all([1, 2, 3].map(() => admission.admit(call(place, { limits }))));
    expect(tally(verdicts)).toEqual({ OK: 1, LIMITED: 2 });
    const refused = verdicts.find((verdict) => verdict.kind === "LIMITED");
    if (refused?.kind !== "LIMITED" || refused.resetsAtMs === null) throw new Error("no reset time");
    expect(refused.resetsAtMs - Date.now()).toBeGreaterThan(25_000);
    expect(refused.resetsAtMs - Date.now()).toBeLessThanOrEqual(30_001);
  });

  it("windows that don't hold Redis' time answer CLOCK", async () => {
    const place = await openedPlace(admission);
    const limit = callsLimit(5n);
    if (limit.kind !== "calls") throw new Error("not a calls limit");
    const past = { present: { id: "day:2001-01-01", startMs: 0, endMs: 1 }, next: null };
    expect((await admission.admit(call(place, { limits: [{ ...limit, windows: past }] }))).kind).toBe("CLOCK");
  });

  it("the next window is chosen when the present one is over by Redis' clock, and the record in flight says so", async () => {
    const place = await openedPlace(admission);
    const limit = callsLimit(5n);
    if (limit.kind !== "calls") throw new Error("not a calls limit");
    const windows = {
      present: { id: "day:2001-01-01", startMs: 0, endMs: 1 },
      next: { id: "day:2001-01-02", startMs: 1, endMs: Date.now() + 3_600_000 },
    };
    const limits = [{ ...limit, windows }, callsLimit(9n, "month", "rul_2")];
    expect(await admission.admit(call(place, { limits }))).toMatchObject({ kind: "CLOCK" });
    const afterEdge = { atMs: 1, unknownRecord: '{"window":"day:2001-01-02"}' };
    const over = call(place, { limits, afterEdge });
    expect(await admission.admit(over)).toMatchObject({
      kind: "OK",
      windows: [windows.next, { id: expect.stringMatching(/^month:/) }],
    });
    expect(await admission.listInFlight(place)).toMatchObject({ calls: [{ unknownRecord: afterEdge.unknownRecord }] });
    const notYet = call(place, { limits: [callsLimit(9n, "month", "rul_2")], afterEdge });
    expect(await admission.admit(notYet)).toMatchObject({ kind: "OK" });
    const inFlight = await admission.listInFlight(place);
    if (inFlight.kind !== "IN_FLIGHT") throw new Error(inFlight.kind);
    const record = inFlight.calls.find(({ callId }) => callId === notYet.callId)?.unknownRecord;
    expect(record).toBe(notYet.unknownRecord);
  });

  it("counters live for their window, the longest call and an hour; a total never expires", async () => {
    const place = await openedPlace(admission);
    const endMs = Date.now() + 60_000;
    const limit = callsLimit(5n);
    if (limit.kind !== "calls") throw new Error("not a calls limit");
    const windows = { present: { id: "minute:x", startMs: 0, endMs }, next: null };
    await admission.admit(call(place, { limits: [{ ...limit, windows }, callsLimit(5n, "total")] }));
    const ttls = await Promise.all(Object.keys(await counters(place.org)).map((key) => inspector.pexpiretime(key)));
    expect(ttls.sort((a, b) => a - b)).toEqual([-1, endMs + 7_200_000]);
  });

  it("two organizations with identical rules and agents share nothing on one shard", async () => {
    const [mine, theirs] = [await openedPlace(admission), await openedPlace(admission)];
    const limits = [callsLimit(10n), concurrencyLimit(10), spendLimit(100n, 10n)];
    const verdicts = await Promise.all(
      [mine, theirs].flatMap((place) => Array.from({ length: 20 }, () => admission.admit(call(place, { limits })))),
    );
    expect(tally(verdicts.slice(0, 20))).toEqual({ OK: 10, LIMITED: 10 });
    expect(tally(verdicts.slice(20))).toEqual({ OK: 10, LIMITED: 10 });
    await admission.kill(mine, [mine.org, "agt_1"]);
    expect((await admission.admit(call(mine))).kind).toBe("KILLED");
    expect((await admission.admit(call(theirs))).kind).toBe("OK");
  });
});
