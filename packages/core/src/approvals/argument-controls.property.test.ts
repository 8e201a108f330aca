import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { argumentControls, readControls } from "./argument-controls.ts";

const name = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("to", "__proto__", "constructor", "toString"));
const property = fc.oneof(
  fc.constantFrom<JsonObject>(
    { type: "string" },
    { type: "number" },
    { type: "integer" },
    { type: "boolean" },
    { type: ["string", "null"] },
    { type: "array", items: { type: "string" } },
    { enum: ["a", "b", 3, null] },
    { type: "object", properties: { deeper: { type: "string" } } },
    {},
  ),
  fc.jsonValue().map((value): JsonObject => (isJsonObject(value as never) ? (value as JsonObject) : {})),
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.array(fc.string({ maxLength: 5 }), { maxLength: 4 }),
  fc.boolean(),
  fc.constantFrom("a", "b", 3, null),
);

function jsonOf(entries: readonly (readonly [string, unknown])[]): JsonObject {
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)));
}

const call = fc.record({
  schema: fc
    .tuple(fc.array(fc.tuple(name, property), { maxLength: 6 }), fc.array(name, { maxLength: 3 }))
    .map(([properties, required]): JsonObject => ({ properties: jsonOf(properties), required })),
  args: fc.array(fc.tuple(name, value), { maxLength: 6 }).map(jsonOf),
});

describe("the arguments of a call as controls", () => {
  it("what isn't touched comes back as it was, whatever the schema says of it", () => {
    fc.assert(
      fc.property(call, ({ schema, args }) => {
        const controls = argumentControls(schema, args);
        const typed = new Map(
          controls.map((control) => [control.name, control.value?.replaceAll("\n", "\r\n") ?? null]),
        );
        const read = readControls(args, controls, typed);
        expect(read.ok && canonicalJson(read.arguments)).toBe(canonicalJson(args));
      }),
    );
  });

  it("every argument that is there has one control, and every declared one", () => {
    fc.assert(
      fc.property(call, ({ schema, args }) => {
        const names = argumentControls(schema, args).map((control) => control.name);
        expect(new Set(names).size).toBe(names.length);
        expect(names).toEqual(
          expect.arrayContaining([...Object.keys(args), ...Object.keys(schema["properties"] ?? {})]),
        );
      }),
    );
  });

  it("whatever is typed into one changes nothing else, or is answered there", () => {
    fc.assert(
      fc.property(call, fc.string(), fc.nat(), ({ schema, args }, text, at) => {
        const controls = argumentControls(schema, args);
        const chosen = controls[at % Math.max(1, controls.length)];
        if (!chosen) return;
        const typed = new Map(controls.map((control) => [control.name, control === chosen ? text : control.value]));
        const read = readControls(args, controls, typed);
        if (!read.ok) {
          expect(Object.keys(read.problems)).toEqual([chosen.name]);
          return;
        }
        const others = (all: JsonObject) =>
          canonicalJson(jsonOf(Object.entries(all).filter(([key]) => key !== chosen.name)));
        expect(others(read.arguments)).toBe(others(args));
      }),
    );
  });

  const schema: JsonObject = {
    required: ["to", "count"],
    properties: {
      to: { type: "string" },
      count: { type: "integer" },
      rate: { type: "number" },
      urgent: { type: "boolean" },
      kind: { enum: ["offer", "reminder"] },
      cc: { type: "array", items: { type: "string" } },
      extra: { type: "object" },
    },
  };
  const args: JsonObject = { to: "a@x.test", count: 3, cc: ["b@x.test", "c@x.test"], extra: { a: 1 } };
  const controls = argumentControls(schema, args);
  const read = (change: Readonly<Record<string, string | null>>) =>
    readControls(
      args,
      controls,
      new Map(controls.map(({ name: key, value: was }) => [key, key in change ? (change[key] ?? null) : was])),
    );

  it("each by its type, and those that are missing can be added or taken away", () => {
    expect(controls.map(({ kind }) => kind)).toEqual([
      "text",
      "integer",
      "number",
      "boolean",
      "choice",
      "lines",
      "json",
    ]);
    const change = { count: "4", rate: "0.5", urgent: "true", kind: "1", cc: "d@x.test", extra: null };
    expect(read(change)).toEqual({
      ok: true,
      arguments: { to: "a@x.test", count: 4, rate: 0.5, urgent: true, kind: "reminder", cc: ["d@x.test"] },
    });
    expect(read({ cc: null })).toEqual({ ok: true, arguments: { ...args, cc: [] } });
  });

  it.each([
    ["count", "4.5"],
    ["count", "1e3"],
    ["count", "9007199254740993"],
    ["count", null],
    ["rate", "half"],
    ["urgent", "maybe"],
    ["kind", "2"],
    ["kind", "__proto__"],
    ["extra", "{"],
    ["extra", '{"a":1,"a":2}'],
  ])("what doesn't fit %s is answered there: %s", (key, text) => {
    expect(read({ [key]: text })).toEqual({ ok: false, problems: { [key]: expect.any(String) } });
  });
});
