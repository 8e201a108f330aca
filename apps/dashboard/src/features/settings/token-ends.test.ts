import { expect, it } from "vitest";
import { tokenEnd } from "./token-ends.tsx";

const NOW = new Date("2026-11-22T12:00:00Z");

it("a token ends after so many days, or not by itself", () => {
  expect(tokenEnd("30", "", NOW)?.toISOString()).toBe("2026-12-22T12:00:00.000Z");
  expect(tokenEnd("never", "2026-12-01", NOW)).toBeNull();
});

it("a date means the end of that day where the person is", () => {
  const end = tokenEnd("date", "2027-01-31", NOW);
  expect([end?.getFullYear(), end?.getMonth(), end?.getDate(), end?.getHours()]).toEqual([2027, 0, 31, 23]);
});

it.each(["", "tomorrow", "31.1.2027"])("%j is no date", (date) => {
  expect(tokenEnd("date", date, NOW)).toBeUndefined();
});
