import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WindowKind } from "./windows.ts";
import { type TimeZones, zonedWindows } from "./zone-changes.ts";

const at = (text: string) => Date.parse(text);
const iso = (ms: number | null) => new Date(ms ?? 0).toISOString();

function windowIds(kind: WindowKind, zones: TimeZones, instant: string) {
  const { present, next } = zonedWindows(kind, zones, at(instant));
  return [present.id, iso(present.startMs), iso(present.endMs), next?.id];
}

describe("a change of time zone", () => {
  const west: TimeZones = {
    present: "America/Los_Angeles",
    earlier: [{ zone: "UTC", untilMs: at("2026-11-22T23:00:00Z") }],
  };

  it("lets the window that runs end as it was cut, and cuts the next one short", () => {
    const running = ["day:2026-11-22", "2026-11-22T00:00:00.000Z", "2026-11-23T00:00:00.000Z"];
    const short = `day:2026-11-22@${at("2026-11-23T00:00:00Z")}`;
    expect(windowIds("day", west, "2026-11-22T23:30:00Z")).toEqual([...running, short]);
    expect(windowIds("day", west, "2026-11-23T07:59:59Z")).toEqual([
      ...[short, "2026-11-23T00:00:00.000Z", "2026-11-23T08:00:00.000Z"],
      "day:2026-11-23",
    ]);
    expect(windowIds("day", west, "2026-11-23T08:00:00Z").slice(0, 2)).toEqual([
      ...["day:2026-11-23", "2026-11-23T08:00:00.000Z"],
    ]);
  });

  it("never takes up the name, and so the count, of a window before it", () => {
    const zones: TimeZones = {
      present: "Etc/GMT+12",
      earlier: [{ zone: "Pacific/Kiritimati", untilMs: at("2026-11-22T12:00:00Z") }],
    };
    const seen = new Map<string, number>();
    for (let hour = 0; hour < 96; hour += 1) {
      const { present } = zonedWindows("day", zones, at("2026-11-21T00:00:00Z") + hour * 3_600_000);
      expect(seen.get(present.id) ?? present.startMs).toBe(present.startMs);
      seen.set(present.id, present.startMs);
    }
  });

  it("changes nothing of minutes, hours and totals", () => {
    for (const kind of ["minute", "hour", "total"] as const) {
      expect(zonedWindows(kind, west, at("2026-11-22T23:30:00Z"))).toEqual(
        zonedWindows(kind, { present: "UTC", earlier: [] }, at("2026-11-22T23:30:00Z")),
      );
    }
  });

  const zone = fc.constantFrom(
    ...["UTC", "Europe/Paris", "America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12", "Australia/Lord_Howe"],
  );
  const start = at("2026-01-01T00:00:00Z");
  const changes = fc.array(fc.tuple(zone, fc.integer({ min: 0, max: 40 * 86_400 })), { minLength: 1, maxLength: 4 });

  it("leaves no gap and no overlap between windows, and no two of one name", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("day" as const, "week" as const, "month" as const),
        zone,
        changes,
        (kind, now, was) => {
          const times = was.map(([, seconds]) => start + seconds * 1_000).sort((a, b) => a - b);
          const earlier = was.map(([name], index) => ({ zone: name, untilMs: times[index] ?? start }));
          const zones: TimeZones = { present: now, earlier };
          const ids = new Set<string>();
          for (let atMs = start - 86_400_000; atMs < start + 45 * 86_400_000; ) {
            const { present, next } = zonedWindows(kind, { ...zones }, atMs);
            expect(present.startMs <= atMs && atMs < (present.endMs ?? 0)).toBe(true);
            expect(next?.startMs).toBe(present.endMs);
            expect(ids.has(present.id)).toBe(false);
            ids.add(present.id);
            expect(zonedWindows(kind, { ...zones }, (present.endMs ?? 0) - 1).present).toEqual(present);
            atMs = present.endMs ?? Number.POSITIVE_INFINITY;
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);
});
