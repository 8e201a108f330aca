import { describe, expect, it } from "vitest";
import { dayOf, expiresAtOf, newKeySchema } from "./key-form.ts";

const KEY = {
  title: "",
  expiry: "never",
  day: "",
  ipRanges: [],
  connectionIds: [],
  holder: "agent",
  instanceName: "",
} as const;

const problemsOf = (changes: object) =>
  newKeySchema.safeParse({ ...KEY, ...changes }).error?.issues.map((issue) => issue.path.join(".")) ?? [];

describe("the form of a key", () => {
  it("takes a key of the agent that never expires", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    [{ expiry: "date" }, "day"],
    [{ holder: "instance" }, "instanceName"],
    [{ holder: "instance", instanceName: "Not a name" }, "instanceName"],
    [{ ipRanges: ["10.0.0.0/8", "10.0.0.0/99"] }, "ipRanges.1"],
    [{ title: "x".repeat(121) }, "title"],
  ])("says what is wrong at its field: %j", (changes, field) => {
    expect(problemsOf(changes)).toEqual([field]);
  });

  it("ends a key after so many days, or with a day where the viewer is", () => {
    const now = Date.UTC(2026, 10, 22, 12);
    expect(expiresAtOf({ expiry: "never", day: "" }, now)).toBeNull();
    expect(expiresAtOf({ expiry: "30", day: "" }, now)).toBe("2026-12-22T12:00:00.000Z");
    const end = expiresAtOf({ expiry: "date", day: "2026-12-01" }, now) ?? "";
    expect(dayOf(end)).toBe("2026-12-01");
    expect(new Date(end).getHours()).toBe(23);
  });
});
