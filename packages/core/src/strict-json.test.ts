import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./strict-json.ts";

function codeOf(text: string): string {
  const parsed = parseStrictJson(text);
  return parsed.ok ? "ok" : parsed.error.code;
}

describe("parseStrictJson", () => {
  it.each([
    ['{"to":"a@b.c","to":"eve@evil.com"}', "duplicate_key"],
    ['{"to":1,"t\\u006f":2}', "duplicate_key"],
    ['{"__proto__":{"isAdmin":true}}', "forbidden_key"],
    ['{"\\u005f_proto__":1}', "forbidden_key"],
    ['{"constructor":1}', "forbidden_key"],
    ['{"a":9007199254740993}', "inexact_number"],
    ['{"a":0.1000000000000000055}', "inexact_number"],
    ['{"a":1e400}', "inexact_number"],
    ['{"a":"\\ud800"}', "lone_surrogate"],
    ["", "syntax"],
    ["{", "syntax"],
    ["{}{}", "syntax"],
    ["[1,]", "syntax"],
    ['{"a":1,}', "syntax"],
    ["01", "syntax"],
    ["+1", "syntax"],
    [".5", "syntax"],
    ["1.", "syntax"],
    ["NaN", "syntax"],
    ["nul", "syntax"],
    ["'a'", "syntax"],
    ['"a\nb"', "syntax"],
    ['"\\x41"', "syntax"],
    ['{"a" 1}', "syntax"],
    ["// note\n1", "syntax"],
    ["\ufeff1", "syntax"],
  ])("refuses %s as %s", (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each(["1.10", "1e2", "100", "-0", "0.1", "123456789012345", "1E+2", "5.0", "9007199254740992"])(
    "accepts the number %s, which a double keeps",
    (text) => {
      expect(codeOf(text)).toBe("ok");
    },
  );

  it("accepts nesting up to the bound and refuses one more, without running out of stack", () => {
    expect(codeOf("[".repeat(64) + "]".repeat(64))).toBe("ok");
    expect(codeOf("[".repeat(65) + "]".repeat(65))).toBe("too_deep");
    expect(codeOf("[".repeat(100_000))).toBe("too_deep");
  });

  it("refuses text over the bound without reading it", () => {
    expect(parseStrictJson("[1]", { maxDepth: 4, maxLength: 2 })).toMatchObject({ error: { code: "too_large" } });
  });

  it("names the place of the fault as a JSON Pointer", () => {
    expect(parseStrictJson('{"a":[{"b/c":1,"b/c":2}]}')).toMatchObject({ error: { path: "/a/0/b~1c", offset: 15 } });
  });
});
