import { describe, expect, it } from "vitest";
import { jsonChanges } from "./json-diff.ts";

describe("changes of a JSON value", () => {
  it("names each smallest place that differs, and none that doesn't", () => {
    const before = { title: "Outreach", tags: ["eu", "b2b"], limits: { calls: 10 }, owner: "a" };
    const after = { title: "Outreach EU", tags: ["eu"], limits: { calls: 10 }, note: null };
    expect(jsonChanges(before, after)).toEqual([
      { kind: "changed", path: "title", before: "Outreach", after: "Outreach EU" },
      { kind: "removed", path: "tags[1]", before: "b2b", after: undefined },
      { kind: "removed", path: "owner", before: "a", after: undefined },
      { kind: "added", path: "note", before: undefined, after: null },
    ]);
  });

  it("shows a value that changed its kind whole", () => {
    expect(jsonChanges({ a: [1] }, { a: { b: 1 } })).toEqual([
      { kind: "changed", path: "a", before: [1], after: { b: 1 } },
    ]);
  });

  it("isn't misled by names that objects inherit", () => {
    expect(jsonChanges({}, { constructor: 1 })).toEqual([
      { kind: "added", path: "constructor", before: undefined, after: 1 },
    ]);
  });
});
