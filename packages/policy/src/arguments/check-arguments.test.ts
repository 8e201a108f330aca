import { isJsonObject, type JsonObject } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { checkArguments } from "./check-arguments.ts";

const MAIL: JsonObject = {
  type: "object",
  properties: {
    to: { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
    body: { type: "string" },
    headers: { type: "object", additionalProperties: { type: "string" } },
    meta: { type: "object" },
    options: { type: "object", properties: { urgent: { type: "boolean" } } },
    rows: { type: "array", items: { type: "object", properties: { id: { type: "integer" } } } },
    pair: { type: "array", prefixItems: [{ properties: { a: {} } }, { properties: { b: {} } }], items: false },
    person: { $ref: "#/$defs/person" },
    tree: { $ref: "#/$defs/tree" },
    any: {},
    anything: true,
  },
  required: ["to"],
  $defs: {
    person: { type: "object", properties: { name: { type: "string" }, email: { type: "string" } } },
    tree: { type: "object", properties: { left: { $ref: "#/$defs/tree" }, value: { type: "number" } } },
  },
};

function found(schema: JsonObject | null, args: JsonObject): string[] {
  return checkArguments(schema, args).map(({ code, path }) => `${code} ${path}`);
}

/** Spelt apart, so that no linter takes a schema for a promise. */
const THEN = "then";

describe("P14: what the operation doesn't declare", () => {
  it.each<JsonObject>([
    {},
    { to: "a@b.c" },
    { to: ["a@b.c"], body: "", options: { urgent: true } },
    { headers: { "X-Anything": "1", accept: "x" } },
    { meta: { free: { form: [{ a: 1 }, { b: 2 }] } } },
    { rows: [{ id: 1 }, { id: 2 }, {}] },
    { pair: [{ a: 1 }, { b: 1 }] },
    { person: { name: "Ana", email: "a@b.c" } },
    { tree: { left: { left: { value: 1 } } } },
    { any: { x: { y: 1 } }, anything: { x: [{ y: 1 }] } },
    { options: null, rows: null, to: null },
  ])("passes %j", (args) => {
    expect(checkArguments(MAIL, args)).toEqual([]);
  });

  it.each<[JsonObject, ...string[]]>([
    [{ to: "a", bcc: "eve" }, "undeclared /bcc"],
    [{ To: "eve" }, "case_variant /To"],
    [{ to: "a", TO: "eve" }, "case_variant /TO"],
    [{ "to\u200b": "eve" }, "case_variant /to\u200b"],
    [{ ｔｏ: "eve" }, "case_variant /ｔｏ"],
    [{ optionſ: {} }, "case_variant /optionſ"],
    [{ "to ": "eve" }, "undeclared /to "],
    [{ "": 1 }, "undeclared /"],
    [{ "a/b~": 1 }, "undeclared /a~1b~0"],
    [{ options: { urgent: true, bcc: 1 } }, "undeclared /options/bcc"],
    [{ rows: [{ id: 1 }, { id: 2, ID: 3 }] }, "case_variant /rows/1/ID"],
    [{ rows: [{ id: 1 }, { key: 3 }] }, "undeclared /rows/1/key"],
    [{ pair: [{ a: 1 }, { a: 1 }] }, "undeclared /pair/1/a"],
    [{ pair: [{ a: 1 }, { b: 1 }, { c: 1 }] }, "undeclared /pair/2/c"],
    [{ person: { name: "Ana", address: "eve" } }, "undeclared /person/address"],
    [{ tree: { left: { left: { right: 1 } } } }, "undeclared /tree/left/left/right"],
    [{ to: { address: "eve" } }, "undeclared /to/address"],
    [{ to: [{ address: "eve" }] }, "undeclared /to/0/address"],
    [{ meta: { accept: 1, Accept: 2 } }, "case_variant /meta/Accept"],
    [{ x: 1, y: 2, options: { z: 1 } }, "undeclared /x", "undeclared /y", "undeclared /options/z"],
  ])("names it in %j", (...row) => {
    const [args, ...expected] = row;
    expect(found(MAIL, args)).toEqual(expected);
  });

  it("lets further members pass where the schema says so, but not as another spelling of a declared one", () => {
    for (const additionalProperties of [true, {}, { type: "string" }]) {
      const schema = { type: "object", properties: { to: {} }, additionalProperties };
      expect(found(schema, { to: 1, note: 2 })).toEqual([]);
      expect(found(schema, { to: 1, To: 2 })).toEqual(["case_variant /To"]);
      expect(found(schema, { TO: 2 })).toEqual(["case_variant /TO"]);
    }
  });

  it("takes a schema that says nothing of members for one that allows any, and one that names none for none", () => {
    expect(found({}, { x: 1 })).toEqual([]);
    expect(found({ type: "object" }, { x: 1 })).toEqual([]);
    expect(found({ type: "object", properties: {} }, { x: 1 })).toEqual(["undeclared /x"]);
    expect(found({ type: "object", additionalProperties: false }, { x: 1 })).toEqual(["undeclared /x"]);
    expect(found(null, { x: { y: 1 } })).toEqual([]);
    expect(found(null, { x: 1, X: 1 })).toEqual(["case_variant /X"]);
  });

  it.each<[string, JsonObject, JsonObject, ...string[]]>([
    ["allOf", { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, { a: 1, b: 1, c: 1 }, "undeclared /c"],
    ["anyOf", { anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, { a: 1, b: 1, c: 1 }, "undeclared /c"],
    [
      "oneOf",
      { oneOf: [{ properties: { a: { properties: { b: {} } } } }, {}] },
      { a: { b: 1, c: 1 } },
      "undeclared /a/c",
    ],
    [
      "if, then and else",
      { if: {}, [THEN]: { properties: { a: {} } }, else: { properties: { b: {} } } },
      { a: 1, b: 1 },
    ],
    [
      "dependent schemas",
      { properties: { a: {} }, dependentSchemas: { a: { properties: { b: {} } } } },
      { a: 1, b: 1 },
    ],
    [
      "patterns",
      { patternProperties: { "^x-": { properties: { a: {} } } } },
      { "x-1": { a: 1, b: 1 } },
      "undeclared /x-1/b",
    ],
    ["patterns that don't match", { patternProperties: { "^x-": {} } }, { y: 1 }, "undeclared /y"],
    ["patterns that can't be read", { patternProperties: { "(?=x)": {} } }, { x: 1 }, "undeclared /x"],
    ["a forbidden member", { properties: { a: false, b: true }, required: ["a"] }, { a: 1, b: 1 }, "undeclared /a"],
    ["a member that is only required", { required: ["a"] }, { a: { x: 1 }, b: 1 }, "undeclared /b"],
    [
      "draft 7 tuples",
      { properties: { l: { items: [{ properties: {} }] } } },
      { l: [{ x: 1 }, { y: 1 }] },
      "undeclared /l/0/x",
    ],
    [
      "an anchor",
      { $ref: "#me", $defs: { me: { $anchor: "me", properties: { a: {} } } } },
      { a: 1, b: 1 },
      "undeclared /b",
    ],
    [
      "a reference with escapes",
      { $ref: "#/$defs/a~1b%20c", $defs: { "a/b c": { properties: { a: {} } } } },
      { b: 1 },
      "undeclared /b",
    ],
    ["a reference abroad", { $ref: "https://x.example/s.json" }, { a: 1 }, "unreadable_schema "],
    ["a dead reference", { properties: { a: { $ref: "#/$defs/x" } } }, { a: { b: 1 } }, "unreadable_schema /a"],
    ["a dead reference over text", { properties: { a: { $ref: "#/$defs/x" } } }, { a: "b" }],
    ["a reference to itself", { $ref: "#", properties: { a: {} } }, { a: 1, b: 1 }, "undeclared /b"],
    [
      "a prototype's names",
      { properties: { a: {} } },
      { toString: 1, valueOf: 1 },
      "undeclared /toString",
      "undeclared /valueOf",
    ],
  ])("follows %s", (...row) => {
    const [, schema, args, ...expected] = row;
    expect(found(schema, args)).toEqual(expected);
  });

  it("says which member, never its value, and shows no hidden characters", () => {
    const [problem] = checkArguments(MAIL, { "b\u001b[31mcc\u202e": "secret" });
    expect(problem?.message).toContain("b\ufffd[31mcc\ufffd");
    expect(problem?.message).not.toContain("secret");
    expect(checkArguments(MAIL, { To: 1 })[0]?.message).toContain('declares "to"');
    expect(checkArguments(MAIL, { ["x".repeat(500)]: 1 })[0]?.message.length).toBeLessThan(200);
  });
});

describe("P70: schemas that are bombs", () => {
  const wide = { anyOf: Array.from({ length: 10_000 }, (_, index) => ({ properties: { [`a${index}`]: {} } })) };
  const deep = Array.from({ length: 5_000 }).reduce<JsonObject>((inner) => ({ allOf: [inner, inner] }), {});
  const patterns = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`^(a+)+${index}$`, {}]));
  const rows = Array.from({ length: 20_000 }, () => ({ a: 1 }));

  it.each<readonly [string, JsonObject, JsonObject]>([
    ["10,000 ways, for each of 20,000 rows", { properties: { rows: { items: wide } } }, { rows }],
    ["nesting", deep, { a: 1 }],
    ["patterns", { patternProperties: patterns }, { ["a".repeat(1_000)]: 1 }],
  ])("end in a refusal in time: %s", (_name, schema, args) => {
    const started = process.cpuUsage();
    expect(checkArguments(schema, args).every(({ message }) => message.length < 300)).toBe(true);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(200);
    expect(isJsonObject(schema)).toBe(true);
  });

  it("refuses rather than breaks on a schema of more parts than anybody could read", () => {
    const anyOf = Array.from({ length: 400_000 }, () => ({}));
    expect(checkArguments({ anyOf }, { a: 1 })).toMatchObject([{ code: "too_much_work" }]);
    const dependentSchemas = Object.fromEntries(anyOf.map((part, at) => [`m${at}`, part]));
    expect(checkArguments({ dependentSchemas }, { a: 1 })).toMatchObject([{ code: "too_much_work" }]);
  }, 60_000);
});
