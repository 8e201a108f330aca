import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { JsonValue } from "./json.ts";
import { CALL_JSON_BOUNDS, parseStrictJson } from "./strict-json.ts";

function codeOf(text: string): string {
  const parsed = parseStrictJson(text);
  return parsed.ok ? "ok" : parsed.error.code;
}

describe("P14: JSON that two readers read differently is refused", () => {
  it.each([
    ["a member twice", '{"to":1,"to":2}', "duplicate_key"],
    ["a member twice with the same value", '{"to":1,"to":1}', "duplicate_key"],
    ["a member twice, far apart", `{"to":1,${'"a":[{}],'.replaceAll("a", "b")}"to":2}`, "duplicate_key"],
    ["a member twice in a nested object", '{"a":{"b":[{"c":1,"c":2}]}}', "duplicate_key"],
    ["a member twice, once escaped", '{"to":1,"\\u0074o":2}', "duplicate_key"],
    ["a member twice, escaped in two ways", '{"/":1,"\\/":2}', "duplicate_key"],
    ["a member twice, as a surrogate pair", '{"👍":1,"\\ud83d\\udc4d":2}', "duplicate_key"],
    ["an empty member twice", '{"":1,"":2}', "duplicate_key"],
    ["__proto__", '{"__proto__":{"a":1}}', "forbidden_key"],
    ["__proto__, escaped", '{"\\u005f\\u005fproto\\u005f\\u005f":1}', "forbidden_key"],
    ["constructor", '{"a":{"constructor":{"prototype":1}}}', "forbidden_key"],
    ["prototype", '[{"prototype":1}]', "forbidden_key"],
    ["a byte order mark", '\ufeff{"a":1}', "syntax"],
    ["a byte order mark after", '{"a":1}\ufeff', "syntax"],
    ["half a surrogate pair", '"\\udc00"', "lone_surrogate"],
    ["half a surrogate pair in a name", '{"\\ud800":1}', "lone_surrogate"],
    ["a surrogate pair the wrong way", '"\\udc00\\ud800"', "lone_surrogate"],
    ["half a surrogate pair as it is", '"\ud800"', "lone_surrogate"],
    ["a trailing comma in an object", '{"a":1,}', "syntax"],
    ["a trailing comma in a list", "[1,]", "syntax"],
    ["a leading comma", "[,1]", "syntax"],
    ["a comment", '{"a":1/**/}', "syntax"],
    ["NaN", '{"a":NaN}', "syntax"],
    ["Infinity", '{"a":-Infinity}', "syntax"],
    ["a hexadecimal number", '{"a":0x10}', "syntax"],
    ["a plus sign", '{"a":+1}', "syntax"],
    ["a leading zero", '{"a":010}', "syntax"],
    ["a separator in a number", '{"a":1_000}', "syntax"],
    ["a big integer's n", '{"a":1n}', "syntax"],
    ["single quotes", "{'a':1}", "syntax"],
    ["a name without quotes", "{a:1}", "syntax"],
    ["undefined", '{"a":undefined}', "syntax"],
    ["True", '{"a":True}', "syntax"],
    ["a raw line end in text", '{"a":"b\nc"}', "syntax"],
    ["a raw tab in text", '{"a":"b\tc"}', "syntax"],
    ["a zero byte between", '{"a":\u00001}', "syntax"],
    ["a no-break space between", '{"a":\u00a01}', "syntax"],
    ["a vertical tab between", '{"a":\u000b1}', "syntax"],
    ["two values", '{"a":1}{"a":2}', "syntax"],
    ["two lines", '{"a":1}\n{"a":2}', "syntax"],
    ["a short escape", '"\\u12"', "syntax"],
    ["an escape JSON doesn't have", '"\\v"', "syntax"],
    ["65 levels", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, "too_deep"],
  ])("%s", (_name, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each([
    '{"to":1,"To":2,"tó":3}',
    '{"proto":1,"Constructor":2,"__proto":3}',
    '{"toString":1,"hasOwnProperty":2,"valueOf":3}',
    '"\\ud83d\\udc4d 👍 \\u0000"',
    '\r\n\t {"a" : [ ] , "b" : { } } ',
    `${'{"a":'.repeat(64)}1${"}".repeat(64)}`,
  ])("and %j is not", (text) => {
    expect(codeOf(text)).toBe("ok");
  });
});

describe("P16: a number that a double would change is refused, by name", () => {
  it.each([
    "9007199254740993",
    "-9007199254740993",
    "0.1000000000000000055",
    "1e400",
    "-1e400",
    "1e-400",
    "123456789012345678901",
    "0.30000000000000004441",
    "3.14159265358979323846",
    "9007199254740992.5",
    "2e-324",
    "1.0000000000000001",
    "179769313486231580793e289",
  ])("%s", (literal) => {
    expect(parseStrictJson(`{"order":{"amount":${literal}}}`)).toMatchObject({
      error: { code: "inexact_number", path: "/order/amount", message: expect.stringContaining("send it as text") },
    });
  });

  it.each([
    ["1.0", 1],
    ["1e2", 100],
    ["100", 100],
    ["1.10", 1.1],
    ["0.1", 0.1],
    ["-0", 0],
    ["-0.0", 0],
    ["0e999", 0],
    ["5e-324", 5e-324],
    ["1.7976931348623157e308", 1.7976931348623157e308],
    ["9007199254740992", 2 ** 53],
    ["10000000000000000000000", 1e22],
    ["0.000001", 1e-6],
    ["12300e-2", 123],
  ])("but %s is %d", (literal, expected) => {
    const parsed = parseStrictJson(literal);
    expect(parsed.ok && Number(parsed.value) === expected).toBe(true);
  });

  it("in time, however long the number is", () => {
    const started = process.cpuUsage();
    expect(codeOf(`1${"0".repeat(900_000)}1`)).toBe("inexact_number");
    expect(codeOf(`0.${"0".repeat(900_000)}1`)).toBe("inexact_number");
    expect(codeOf(`${"10".repeat(450_000)}`)).toBe("inexact_number");
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(500);
  });

  it("and every other number comes back the same in the canonical form", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), (double, integer) => {
        const value: JsonValue = [double, integer];
        const parsed = parseStrictJson(JSON.stringify(value));
        expect(parsed.ok && canonicalJson(parsed.value)).toBe(canonicalJson(value));
      }),
    );
  });
});

describe("P24: JSON that is too much", () => {
  it("is refused or read in time", () => {
    const started = process.cpuUsage();
    expect(codeOf(`[${"1,".repeat(500_000)}1]`)).toBe("ok");
    expect(codeOf("[".repeat(1_000_000))).toBe("too_deep");
    expect(codeOf('{"a":'.repeat(200_000))).toBe("too_deep");
    expect(codeOf(`"${"\\u0061".repeat(170_000)}"`)).toBe("ok");
    expect(codeOf("x".repeat(CALL_JSON_BOUNDS.maxLength + 1))).toBe("too_large");
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  });
});
