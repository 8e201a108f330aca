import { describe, expect, it } from "vitest";
import { refusal, refusalSchema } from "./refusal.ts";
import { ERRORS, errorEntry, isErrorCode } from "./registry.ts";

describe("the registry of error codes", () => {
  it.each(Object.entries(ERRORS))(
    "%s has the form area.noun.reason, a status, a meaning and a remedy",
    (code, entry) => {
      expect(code).toMatch(/^[a-z]+\.[a-z]+\.[a-z]+$/);
      expect(entry.status === 202 || (entry.status >= 400 && entry.status < 600)).toBe(true);
      for (const text of [entry.title, entry.meaning, entry.remedy]) expect(text.length).toBeGreaterThan(3);
    },
  );

  it("knows its own codes only", () => {
    expect(isErrorCode("limit.spend.reached")).toBe(true);
    expect(isErrorCode("toString")).toBe(false);
    expect(isErrorCode("limit.spend.Reached")).toBe(false);
  });

  it("tells agents not to repeat at once what a spend limit stopped, but when a count resets", () => {
    expect(errorEntry("limit.spend.reached").status).toBe(402);
    expect(errorEntry("limit.calls.reached").status).toBe(429);
  });
});

it("a refusal is what its schema says", () => {
  const made = refusal("limit.spend.reached", "No room.", {
    rules: ["lookup"],
    limit: { id: "lookup/spend-day", kind: "spend", used: "10000000", max: "10000000" },
  });
  expect(refusalSchema.parse(made)).toEqual(made);
  expect(made).toMatchObject({ type: "urn:countersign:error:limit.spend.reached", status: 402 });
});
