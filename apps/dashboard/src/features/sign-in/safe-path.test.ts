import { describe, expect, it } from "vitest";
import { safePath } from "./safe-path.ts";

describe("the page after signing in", () => {
  it.each([
    ["/o/acme/audit?agent=outreach", "/o/acme/audit?agent=outreach"],
    ["https://evil.example/", "/"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["javascript:alert(1)", "/"],
    [undefined, "/"],
  ])("for %j is %s", (next, path) => {
    expect(safePath(next)).toBe(path);
  });
});
