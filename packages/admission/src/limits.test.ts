import { describe, expect, it } from "vitest";
import { keyPart, organizationPrefix, permitKey, recordStream, shardTag } from "./keys.ts";
import { counterKey, type LimitUse, wireLimit } from "./limits.ts";
import { SequencesSeen } from "./sequences-seen.ts";

const PLACE = { org: "org_1", shard: 7 };
const DAY = {
  present: { id: "day:2026-11-22", startMs: 10, endMs: 20 },
  next: { id: "day:2026-11-23", startMs: 20, endMs: 30 },
};
const LIMIT: LimitUse & { kind: "calls" } = {
  kind: "calls",
  id: "shown to people",
  rule: "rul_1",
  scope: { kind: "agent", id: "agt_1" },
  max: 50n,
  windows: DAY,
};

describe("keys", () => {
  it("begin with shard and organization and hold no name", () => {
    const key = counterKey(PLACE, { ...LIMIT, rule: "{s00}:org_2:limit:evil\n" }, "day:2026-11-22");
    expect(key).toMatch(/^\{s07\}:org_1:limit:[0-9a-f]{64}\.day:2026-11-22$/);
    expect(permitKey(PLACE, "apr_1", 2)).toBe("{s07}:org_1:permit:apr_1.2");
    expect(recordStream(255)).toBe("{s255}:records");
  });

  it.each([-1, 256, 1.5, Number.NaN])("there is no shard %d", (shard) => {
    expect(() => shardTag(shard)).toThrow(RangeError);
  });

  it.each(["", "a:b", "{x}", "a b", "é"])("%j stands in no key", (id) => {
    expect(() => organizationPrefix({ org: id, shard: 0 })).toThrow(RangeError);
    expect(() => keyPart(id)).toThrow(RangeError);
  });
});

describe("a limit's counter", () => {
  const key = (limit: Partial<LimitUse & { kind: "calls" }>, windowId = "day:2026-11-22") =>
    counterKey(PLACE, { ...LIMIT, ...limit }, windowId);

  it("stays the same when a number, a title or the other window changes", () => {
    expect(key({ max: 99n, id: "another title" })).toBe(key({}));
    expect(key({ windows: { ...DAY, next: null } })).toBe(key({}));
  });

  it("differs by rule, own name, scope, kind of window and window", () => {
    const keys = [
      key({}),
      key({ rule: "rul_2" }),
      key({ name: "second" }),
      key({ scope: { kind: "instance", id: "agt_1" } }),
      key({ scope: { kind: "agent", id: "agt_2" } }),
      key({}, "day:2026-11-23"),
      key({}, "month:2026-11-01"),
      counterKey(PLACE, { ...LIMIT, kind: "spend" }, "day:2026-11-22"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("can't be reached by moving text from one part of its identity to the next", () => {
    expect(key({ rule: "a", name: "bc" })).not.toBe(key({ rule: "ab", name: "c" }));
    expect(key({ scope: { kind: "agent", id: "x" } })).not.toBe(key({ scope: { kind: "agentx", id: "" } }));
  });

  it("travels as its hash with both windows, an end that never comes as 0", () => {
    const hash = /limit:([0-9a-f]{64})/.exec(key({}))?.[1];
    expect(wireLimit(LIMIT)).toEqual({
      k: "c",
      m: "50",
      a: "1",
      h: hash,
      w: [
        ["day:2026-11-22", 10, 20],
        ["day:2026-11-23", 20, 30],
      ],
    });
    expect(key({}, "day:2026-11-23")).toContain(`limit:${hash}.day:2026-11-23`);
    const total = { present: { id: "total", startMs: 0, endMs: null }, next: null };
    expect(wireLimit({ ...LIMIT, windows: total })).toMatchObject({ w: [["total", 0, 0]] });
  });

  it.each([
    { max: 3, everyMs: 1_000, intervalMicros: "333334" },
    { max: 1, everyMs: 90_000, intervalMicros: "90000000" },
    { max: 5_000, everyMs: 1_000, intervalMicros: "200" },
  ])("a rate of $max in $everyMs ms spaces calls by $intervalMicros µs, rounded up", ({ intervalMicros, ...rate }) => {
    const { id, rule, scope } = LIMIT;
    expect(wireLimit({ kind: "rate", id, rule, scope, ...rate })).toMatchObject({ a: intervalMicros });
  });

  it.each([
    { max: 0, everyMs: 1 },
    { max: 1, everyMs: 0 },
    { max: Number.NaN, everyMs: 1 },
  ])("a rate of %o is refused", (rate) => {
    const { id, rule, scope } = LIMIT;
    expect(() => wireLimit({ kind: "rate", id, rule, scope, ...rate })).toThrow(RangeError);
  });
});

describe("sequences seen", () => {
  it("only rise, per organization", () => {
    const seen = new SequencesSeen();
    seen.raise("a", 5);
    seen.raise("a", 3);
    seen.raise("b", 1);
    expect([seen.of("a"), seen.of("b"), seen.of("c")]).toEqual([5, 1, 0]);
  });

  it("are kept for the 50,000 organizations seen last", () => {
    const seen = new SequencesSeen();
    for (let org = 0; org <= 50_000; org += 1) seen.raise(String(org), 1);
    expect([seen.of("0"), seen.of("1"), seen.of("50000")]).toEqual([0, 1, 1]);
  });
});
