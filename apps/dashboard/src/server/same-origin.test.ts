import { describe, expect, it } from "vitest";
import { isSameOrigin } from "./same-origin.ts";

const own = "http://127.0.0.1:4600";
const request = (method: string, headers: Record<string, string>) => new Request(own, { method, headers });

describe("a request that changes something", () => {
  it("may come from our own pages", () => {
    expect(isSameOrigin(request("POST", { origin: own }), own)).toBe(true);
  });

  it.each(["https://evil.example", "http://127.0.0.1:4601", "null"])("may not come from %s", (origin) => {
    expect(isSameOrigin(request("POST", { origin }), own)).toBe(false);
  });

  it("may come from a program, which sends neither header", () => {
    expect(isSameOrigin(request("POST", {}), own)).toBe(true);
  });

  it("may not come from a browser that hides where it is", () => {
    expect(isSameOrigin(request("POST", { "sec-fetch-site": "cross-site" }), own)).toBe(false);
  });
});
