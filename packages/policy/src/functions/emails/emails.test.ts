import type { JsonObject } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { readAddressList } from "./address-list.ts";

const SCOPE = { argumentsType: DYN, lists: { partners: ["example.com", "*.corp.example"] } };
const OWN = "emails(args.to, args.cc).all(e, in_list(e.domain, lists.partners))";

const EMPTY = { to: null, cc: null };

function run(text: string, args: JsonObject): boolean | "error" {
  const value = compileCondition(text, SCOPE).evaluate({ args: { ...EMPTY, ...args } });
  return value instanceof ConditionError ? "error" : value;
}

describe("emails()", () => {
  it.each<readonly [JsonObject[string], string]>([
    ["ana@example.com", "ana@example.com"],
    ["Ana@EXAMPLE.com", "Ana@example.com"],
    ["ana+tag@mail.example.com", "ana+tag@mail.example.com"],
    ["<ana@example.com>", "ana@example.com"],
    ["Ana Lópéz <ana@example.com>", "ana@example.com"],
    ['"López, Ana" <ana@example.com>', "ana@example.com"],
    ["a@example.com, Bob <b@example.org>", "a@example.com b@example.org"],
    [["a@example.com", "b@example.org"], "a@example.com b@example.org"],
    [[["a@example.com"], { name: "Bob", address: "b@example.org" }], "a@example.com b@example.org"],
    [{ email: "a@example.com", name: null }, "a@example.com"],
    [{ name: "b@example.org", email: "a@example.com" }, "b@example.org a@example.com"],
    ["a@xn--bcher-kva.example", "a@xn--bcher-kva.example"],
  ])("finds every address in %j", (to, expected) => {
    const [first, ...others] = expected.split(" ");
    expect(
      run(`emails(args.to).map(e, e.address) == [${[first, ...others].map((address) => `"${address}"`).join(", ")}]`, {
        to,
      }),
    ).toBe(true);
  });

  it.each<readonly [string, JsonObject[string]]>([
    ["two at signs", "a@evil.com@example.com"],
    ["a quoted local part", '"a@evil.com "@example.com'],
    ["a quoted local part without an at sign", '"a b"@example.com'],
    ["a comment", "a@example.com(@evil.com)"],
    ["a comment before", "(x) a@example.com"],
    ["a group", "friends: a@evil.com, b@example.com;"],
    ["a semicolon between addresses", "a@example.com; b@evil.com"],
    ["a newline", "a@example.com\nBcc: b@evil.com"],
    ["a carriage return", "a@example.com\rb@evil.com"],
    ["a folded line", "a@example.com,\r\n b@evil.com"],
    ["a zero-width space", "a@example.com\u200b,b@evil.com"],
    ["a full-width at sign", "a＠evil.com"],
    ["a full-width comma", "a@example.com，b@evil.com"],
    ["an encoded word", "=?utf-8?q?b=40evil.com?= <a@example.com>"],
    ["an address as display name", '"b@evil.com" <a@example.com>'],
    ["an unquoted address as display name", "b@evil.com <a@example.com>"],
    ["text after the brackets", "<a@example.com> b@evil.com"],
    ["two brackets", "<a@example.com> <b@evil.com>"],
    ["nested brackets", "<<a@example.com>>"],
    ["a route", "<@evil.com:a@example.com>"],
    ["a bang path", "evil.com!b"],
    ["an unclosed quote", '"Ana <a@example.com>, b@evil.com'],
    ["a trailing dot", "a@example.com."],
    ["two dots", "a@example..com"],
    ["a domain of one label", "a@localhost"],
    ["an IP literal", "a@[127.0.0.1]"],
    ["an IP address", "a@127.0.0.1"],
    ["a look-alike domain", "a@exаmple.com"],
    ["a domain in another script", "a@bücher.example"],
    ["a hyphen at a label's edge", "a@-example.com"],
    ["an empty entry", "a@example.com,,b@example.com"],
    ["a trailing comma", "a@example.com,"],
    ["a space within", "a @example.com"],
    ["no at sign", "ana"],
    ["only a space", " "],
    ["a number", 5],
    ["a nested number", { id: 5, email: "a@example.com" }],
    ["an address as a field name", { "b@evil.com": "a@example.com" }],
    ["a list with something else in it", ["a@example.com", true]],
    ["nothing", null],
    ["an empty text", ""],
    ["an empty list", []],
  ])("is an error for %s, so that no rule is met by it", (_, to) => {
    expect(run(OWN, { to })).toBe("error");
    expect(run(`!(${OWN})`, { to })).toBe("error");
  });

  it("takes absent arguments among others, and needs one address over all of them", () => {
    expect(run(OWN, { to: "a@example.com" })).toBe(true);
    expect(run(OWN, { cc: ["a@mail.corp.example"] })).toBe(true);
    expect(run(OWN, { to: "a@example.com", cc: "b@evil.com" })).toBe(false);
    expect(run(OWN, {})).toBe("error");
  });

  it("finds nothing without complaint only where the condition says so", () => {
    expect(run("emails(args.cc).or_empty().all(e, false)", {})).toBe(true);
    expect(run("emails(args.cc).or_empty().all(e, false)", { cc: "not an address" })).toBe("error");
    expect(compileCondition("args.to.or_empty() == 1", SCOPE).problems).toMatchObject([
      { code: "condition.function.misused" },
    ]);
  });

  it("is bounded", () => {
    expect(run(OWN, { to: Array.from({ length: 1_001 }, () => "a@example.com") })).toBe("error");
    expect(run(OWN, { to: `${"a,".repeat(40_000)}a@example.com` })).toBe("error");
    expect(readAddressList(`${"a".repeat(65)}@example.com`).ok).toBe(false);
    expect(readAddressList(`a@${"a".repeat(64)}.com`).ok).toBe(false);
  });

  it("needs no warning about empty lists", () => {
    expect(compileCondition(OWN, SCOPE).problems).toEqual([]);
  });
});
