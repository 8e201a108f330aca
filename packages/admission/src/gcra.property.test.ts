import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wireLimit } from "./limits.ts";

/** What the script does with a rate, in microseconds: one due time, a step after each call that is let through. */
function letThrough(stepUs: number, arrivalsUs: readonly number[]): number[] {
  let due = 0;
  return arrivalsUs.filter((now) => {
    if (due > now) return false;
    due = now + stepUs;
    return true;
  });
}

const rates = fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 86_400_000 }));

function stepOf([max, everyMs]: readonly [number, number]): number {
  const limit = { kind: "rate", id: "r", rule: "r", scope: { kind: "agent", id: "a" }, max, everyMs } as const;
  const wire = wireLimit(limit);
  return "a" in wire ? Number(wire.a) : 0;
}

describe("a smooth rate", () => {
  it("P43: whenever calls come, no span of its length holds more than its maximum", () => {
    const arrivals = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(rates, arrivals, (rate, shares) => {
        const [max, everyMs] = rate;
        const step = stepOf(rate);
        // Gaps of up to three steps, so that some calls fit and some don't.
        let now = 1_795_000_000_000_000;
        const times = shares.map((share) => {
          now += Math.floor(share * step);
          return now;
        });
        const through = letThrough(step, times);
        through.forEach((from, index) => {
          const within = through.slice(index).filter((at) => at < from + everyMs * 1_000);
          expect(within.length).toBeLessThanOrEqual(max);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("waits no more than a microsecond longer than even spacing needs", () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const [max, everyMs] = rate;
        const step = stepOf(rate);
        expect(step * max).toBeGreaterThanOrEqual(everyMs * 1_000);
        expect((step - 1) * max).toBeLessThan(everyMs * 1_000);
      }),
    );
  });
});
