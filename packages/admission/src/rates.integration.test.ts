import type { CalendarWindow, WindowPair } from "@countersign/core";
import { startRedis, type TestRedis, volume } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import { nearEdge } from "./edges.ts";
import type { Place } from "./keys.ts";
import type { LimitUse } from "./limits.ts";
import { call, connectAdmission, openedPlace } from "./test-calls.ts";

const LEASE_MS = 60_000;
const SCOPE = { kind: "agent", id: "agt_1" } as const;
/** Gateways whose clocks are wrong by so much, ms. Redis' own decides. */
const SKEWS = [-2_000, 0, 2_000] as const;
const RUN_MS = volume({ ci: 2_000, soak: 60_000 });
const WINDOW_MS = 500;

interface Let {
  /** By Redis' clock. */
  readonly atMs: number;
  readonly window: CalendarWindow | null;
}

describe("rates over several gateways", () => {
  let redis: TestRedis;
  let gateways: Admission[];

  beforeAll(async () => {
    redis = await startRedis({ appendonly: false });
    gateways = await Promise.all(SKEWS.map(() => connectAdmission(redis.url)));
  });
  afterAll(async () => {
    for (const gateway of gateways ?? []) await gateway.close();
    await redis?.close();
  });

  /** Asks through one gateway for as long as the test runs; windows are asked for anew where its clock was wrong. */
  async function hammer(gateway: Admission, place: Place, limitAt: (nowMs: number) => LimitUse, skewMs: number) {
    const through: Let[] = [];
    const until = performance.now() + RUN_MS;
    while (performance.now() < until) {
      let nowMs = Date.now() + skewMs;
      for (let tries = 0; tries < 3; tries += 1) {
        const limits = [limitAt(nowMs)];
        const edge = nearEdge(limits, nowMs);
        const afterEdge = edge && { afterEdge: { atMs: edge.atMs, unknownRecord: "{}" } };
        const verdict = await gateway.admit(call(place, { limits, leaseMs: LEASE_MS, ...afterEdge }));
        if (verdict.kind === "OK") {
          through.push({ atMs: verdict.leaseUntilMs - LEASE_MS, window: verdict.windows[0] ?? null });
        }
        if (verdict.kind !== "CLOCK") break;
        nowMs = verdict.nowMs;
      }
    }
    return through;
  }

  const hammerAll = async (place: Place, limitAt: (nowMs: number) => LimitUse): Promise<Let[]> => {
    const runs = gateways.flatMap((gateway, index) =>
      Array.from({ length: 4 }, () => hammer(gateway, place, limitAt, SKEWS[index] ?? 0)),
    );
    return (await Promise.all(runs)).flat().sort((a, b) => a.atMs - b.atMs);
  };

  it("P43: a smooth rate lets no more through in any span of its length, whatever the gateways' clocks say", async () => {
    const place = await openedPlace(gateways[0] as Admission);
    const [max, everyMs] = [7, 300];
    const limit: LimitUse = { kind: "rate", id: "r", rule: "rul_1", scope: SCOPE, max, everyMs };
    const through = await hammerAll(place, () => limit);
    for (let first = 0; first + max < through.length; first += 1) {
      const span = (through[first + max]?.atMs ?? 0) - (through[first]?.atMs ?? 0);
      expect(span).toBeGreaterThanOrEqual(everyMs);
    }
    expect(through.length).toBeGreaterThanOrEqual(max);
  }, 120_000);

  it("P43: a smooth rate lets no less through: whoever is refused hears when there is room, and then there is", async () => {
    const [gateway] = gateways as [Admission];
    const place = await openedPlace(gateway);
    const limit: LimitUse = { kind: "rate", id: "r", rule: "rul_1", scope: SCOPE, max: 3, everyMs: 1_500 };
    const ask = () => gateway.admit(call(place, { limits: [limit] }));
    for (let round = 0; round < 3; round += 1) {
      let verdict = await ask();
      while (verdict.kind === "OK") verdict = await ask();
      if (verdict.kind !== "LIMITED" || verdict.resetsAtMs === null) throw new Error(`answered ${verdict.kind}`);
      const roomAtMs = verdict.resetsAtMs;
      // The limit stands by Redis' clock, which is this machine's.
      await expect.poll(() => Date.now(), { interval: 5, timeout: 5_000 }).toBeGreaterThanOrEqual(roomAtMs);
      expect((await ask()).kind).toBe("OK");
    }
  }, 120_000);

  it("P43: a calendar window lets exactly its maximum through, at its edges and with clocks 2 s wrong", async () => {
    const place = await openedPlace(gateways[0] as Admission);
    const max = 9n;
    const windowsAt = (nowMs: number): WindowPair => {
      const startMs = Math.floor(nowMs / WINDOW_MS) * WINDOW_MS;
      const window = (from: number): CalendarWindow => ({ id: `half:${from}`, startMs: from, endMs: from + WINDOW_MS });
      return { present: window(startMs), next: window(startMs + WINDOW_MS) };
    };
    const through = await hammerAll(place, (nowMs) => {
      return { kind: "calls", id: "c", rule: "rul_1", scope: SCOPE, max, windows: windowsAt(nowMs) };
    });
    const counts = new Map<string, number>();
    for (const { atMs, window } of through) {
      expect(window && window.startMs <= atMs && atMs < (window.endMs ?? 0)).toBe(true);
      counts.set(window?.id ?? "", (counts.get(window?.id ?? "") ?? 0) + 1);
    }
    const full = [...counts.values()].slice(1, -1);
    expect(full.length).toBeGreaterThanOrEqual(RUN_MS / WINDOW_MS - 2);
    expect(new Set(full)).toEqual(new Set([Number(max)]));
    for (const count of counts.values()) expect(count).toBeLessThanOrEqual(Number(max));
  }, 120_000);
});
