import { expect, it } from "vitest";
import { ID_PREFIXES, isTypedId, typedId } from "./ids.ts";

const UUID = "01989b3e-7c1d-7abc-8def-0123456789ab";

it("an id tells its kind, and no other", () => {
  const id = typedId("agent", UUID);
  expect(id).toBe(`agt_${UUID}`);
  expect(isTypedId("agent", id)).toBe(true);
  expect(isTypedId("key", id)).toBe(false);
});

it("every kind has a prefix of its own", () => {
  expect(new Set(Object.values(ID_PREFIXES)).size).toBe(Object.keys(ID_PREFIXES).length);
});

it("refuses what isn't a lower-case UUID", () => {
  expect(() => typedId("agent", UUID.toUpperCase())).toThrow(RangeError);
  expect(isTypedId("agent", "agt_x")).toBe(false);
});
