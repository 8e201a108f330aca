import { describe, expect, it } from "vitest";
import { ReadIds } from "./read-ids.ts";

const record = (streamId: string, org: string) => ({ streamId, org, sequence: Number(streamId.split("-")[0]) });

describe("records read and not yet trimmed", () => {
  it("are counted by organization up to an id, once", () => {
    const read = new ReadIds();
    read.note(0, [record("5-0", "a"), record("5-1", "b"), record("10-0", "a")]);
    read.note(1, [record("1-0", "z")]);
    expect(Object.fromEntries(read.upTo(0, "5-1"))).toEqual({
      a: { count: 1, sequence: 5 },
      b: { count: 1, sequence: 5 },
    });
    expect(Object.fromEntries(read.upTo(0, "5-1"))).toEqual({});
    expect(Object.fromEntries(read.upTo(0, "99-0"))).toEqual({ a: { count: 1, sequence: 10 } });
    expect(Object.fromEntries(read.upTo(1, "1-0"))).toEqual({ z: { count: 1, sequence: 1 } });
  });

  it("are noted once, however often they are read", () => {
    const read = new ReadIds();
    read.note(0, [record("5-0", "a"), record("5-9", "a")]);
    read.note(0, [record("5-0", "a"), record("5-9", "a"), record("5-10", "a")]);
    expect(Object.fromEntries(read.upTo(0, "6-0"))).toEqual({ a: { count: 3, sequence: 5 } });
  });

  it("are not kept without bound", () => {
    const read = new ReadIds();
    read.note(
      0,
      Array.from({ length: 200_005 }, (_, index) => record(`${index + 1}-0`, "a")),
    );
    expect(read.upTo(0, "300000-0").get("a")?.count).toBe(200_000);
  });
});
