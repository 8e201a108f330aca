import { startRedis, type TestRedis, volume } from "@countersign/testkit";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import { organizationPrefix, recordStream } from "./keys.ts";
import { defineScript, runScript } from "./script.ts";
import { ADMIT } from "./scripts/admit.ts";
import { SETTLE } from "./scripts/settle.ts";
import { call, connectAdmission, openedPlace, settlement, spendLimit, windowsNow } from "./test-calls.ts";

const LARGEST = 2n ** 53n - 1n;
const SETTINGS = JSON.stringify({
  ...{ graceMs: 1_000, doneMs: 60_000, permitMs: 60_000, owner: "test" },
  ...{ streamMark: 1_000, shareMark: 1_000, inflightMark: 1_000 },
});

describe("amounts", () => {
  let redis: TestRedis;
  let admission: Admission;
  let client: Redis;

  beforeAll(async () => {
    redis = await startRedis({ appendonly: false });
    admission = await connectAdmission(redis.url);
    client = new Redis(redis.url);
  });
  afterAll(async () => {
    client?.disconnect();
    await admission?.close();
    await redis?.close();
  });

  const NO_AMOUNTS = [
    ...["-1", "-0", "+1", "1.5", "1e3", "1e400", "0x10", "inf", "-inf", "nan", "", " ", " 5", "5 ", "5\n", "5\0", "٣"],
    ...[
      "9007199254740992",
      "9007199254740993",
      "18446744073709551616",
      "9".repeat(400),
      "1_000",
      "1,000",
      "$5",
      "true",
    ],
  ];

  it.each([...NO_AMOUNTS, -1, 1.5, 5, null, true, [], {}, ["5"]].map((amount) => ({ amount })))(
    "P45: the scripts take no $amount for an amount: not to reserve, as a maximum, nor to settle",
    async ({ amount }) => {
      const place = await openedPlace(admission);
      const prefix = organizationPrefix(place);
      const run = async (source: string, item: object, ...blobs: string[]): Promise<unknown[]> => {
        const args = [SETTINGS, JSON.stringify([item]), ...blobs];
        const reply = await runScript(client, { script: defineScript(source), keys: [recordStream(0)], args });
        return Array.isArray(reply) ? reply[0] : [];
      };
      const { present } = windowsNow("day");
      const limit = { k: "s", h: "f".repeat(64), w: [[present.id, present.startMs, present.endMs]] };
      const item = { m: "call", o: place.org, v: 1, s: 0, k: [], b: 1, d: 60_000 };
      const counters = () => client.keys(`${prefix}limit:*`);
      for (const [m, a] of [
        ["100", amount],
        [amount, "5"],
      ]) {
        const verdict = await run(ADMIT, { ...item, c: "cal_bad", l: [{ ...limit, m, a }] }, "{}");
        expect(["INVALID", "FAILED"]).toContain(verdict[0]);
      }
      expect(await counters()).toEqual([]);
      expect(await client.hlen(`${prefix}inflight`)).toBe(0);
      const good = await run(ADMIT, { ...item, c: "cal_good", l: [{ ...limit, m: "100", a: "5" }] }, "{}");
      expect(good[0]).toBe("OK");
      const settle = { m: "settle", o: place.org, c: "cal_good", s: 0, b: 1, a: amount };
      expect(["INVALID", "FAILED"]).toContain((await run(SETTLE, settle, "{}"))[0]);
      expect(await client.hlen(`${prefix}inflight`)).toBe(1);
      expect(await client.xlen(recordStream(0))).toBe(0);
      const [key = ""] = await counters();
      expect(await client.get(key)).toBe("5");
    },
  );

  const amounts = fc.oneof(
    fc.bigInt({ min: -10n, max: 1_000n }),
    fc.bigInt({ min: LARGEST - 5n, max: LARGEST + 5n }),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.constantFrom(-1n, 0n, 1n, LARGEST, LARGEST + 1n, 2n ** 63n, 2n ** 64n),
  );
  const isAmount = (amount: bigint): boolean => amount >= 0n && amount <= LARGEST;

  it("P45: any amount is counted exactly or refused, and no counter is ever negative", async () => {
    const steps = fc.array(fc.record({ reserve: amounts, actual: amounts, isSettled: fc.boolean() }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(amounts, steps, async (cap, calls) => {
        const place = await openedPlace(admission);
        let counted = 0n;
        for (const { reserve, actual, isSettled } of calls) {
          const item = call(place, { limits: [spendLimit(cap, reserve)] });
          if (!isAmount(cap) || !isAmount(reserve)) {
            await expect(admission.admit(item)).rejects.toThrow(RangeError);
            continue;
          }
          const verdict = await admission.admit(item);
          expect(verdict.kind).toBe(counted + reserve <= cap ? "OK" : "LIMITED");
          if (verdict.kind === "LIMITED") expect(verdict).toMatchObject({ used: counted, max: cap });
          if (verdict.kind !== "OK") continue;
          counted += reserve;
          if (!isSettled) continue;
          const settle = { ...settlement(item), actualMicros: actual };
          if (!isAmount(actual)) {
            await expect(admission.settle(settle)).rejects.toThrow(RangeError);
            continue;
          }
          expect((await admission.settle(settle)).kind).toBe("SETTLED_NOW");
          counted += actual - reserve;
        }
        const [key] = await client.keys(`${organizationPrefix(place)}limit:*`);
        expect(key ? BigInt((await client.get(key)) ?? "-1") : 0n).toBe(counted);
        expect(counted).toBeGreaterThanOrEqual(0n);
      }),
      { numRuns: volume({ ci: 60, soak: 5_000 }) },
    );
  }, 600_000);

  it("P45: overruns without end never make a counter run over", async () => {
    const place = await openedPlace(admission);
    const calls = Array.from({ length: 1_100 }, () => call(place, { limits: [spendLimit(LARGEST, 0n)] }));
    await Promise.all(calls.map((item) => admission.admit(item)));
    const settled = await Promise.all(
      calls.map((item) => admission.settle({ ...settlement(item), actualMicros: LARGEST })),
    );
    expect(new Set(settled.map(({ kind }) => kind))).toEqual(new Set(["SETTLED_NOW"]));
    const [key = ""] = await client.keys(`${organizationPrefix(place)}limit:*`);
    const counted = BigInt((await client.get(key)) ?? "0");
    expect(counted).toBeGreaterThan(LARGEST * 999n - 1n);
    expect(counted).toBeLessThan(2n ** 63n);
    expect(await admission.admit(call(place, { limits: [spendLimit(LARGEST, 0n)] }))).toMatchObject({
      kind: "LIMITED",
      used: counted,
    });
  });
});
