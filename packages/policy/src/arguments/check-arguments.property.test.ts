import type { JsonObject, JsonValue } from "@countersign/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkArguments } from "./check-arguments.ts";

const NAMES = ["to", "cc", "body", "id", "filter", "rows", "größe", "x-y"];

/** A value and a schema that declares exactly what it holds, in one of the ways schemas are written. */
interface Told {
  readonly value: JsonValue;
  readonly schema: JsonObject;
}

const { told } = fc.letrec<{ told: Told }>((tie) => ({
  told: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Told>(
      { value: "a", schema: { type: "string" } },
      { value: 1, schema: {} },
      { value: null, schema: { type: ["string", "null"] } },
    ),
    fc.array(tie("told"), { maxLength: 2 }).map((items) => ({
      value: items.map(({ value }) => value),
      schema: { type: "array", prefixItems: items.map(({ schema }) => schema) },
    })),
    fc
      .tuple(
        fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
        fc.array(tie("told"), { minLength: 3, maxLength: 3 }),
        fc.nat(4),
      )
      .map(([names, members, way]) => objectOf(names, members, way)),
  ),
}));

function objectOf(names: readonly string[], members: readonly Told[], way: number): Told {
  const entries = names.map((name, index) => [name, members[index] ?? { value: 1, schema: {} }] as const);
  const value = Object.fromEntries(entries.map(([name, member]) => [name, member.value]));
  const properties = Object.fromEntries(entries.map(([name, member]) => [name, member.schema]));
  const alone = entries.map(([name, member]): JsonObject => ({ properties: { [name]: member.schema } }));
  const schemas: readonly JsonObject[] = [
    { type: "object", properties },
    { properties, additionalProperties: false },
    { type: "object", allOf: alone },
    { anyOf: [{ type: "null" }, { type: "object", properties }] },
    { type: "object", oneOf: alone, required: [...names] },
  ];
  return { value, schema: schemas[way] ?? {} };
}

const root = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }),
    fc.array(told, { minLength: 3, maxLength: 3 }),
    fc.nat(4),
  )
  .map(([names, members, way]) => objectOf(names, members, way));

const extra = fc.oneof(
  fc.constantFrom(
    "bcc",
    "To",
    "TO",
    "tO",
    "to ",
    "ｔo",
    "to\u200b",
    "GRÖSSE",
    "gro\u0308ße",
    "ROWS",
    "",
    "$ref",
    "toString",
  ),
  fc.string({ minLength: 1, maxLength: 6 }).filter((name) => !["__proto__", "constructor", "prototype"].includes(name)),
);

/** All objects in a value that are declared to have members, with their pointers. */
function objectsIn(value: JsonValue, path = ""): (readonly [JsonObject, string])[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, `${path}/${index}`));
  return [[value, path], ...Object.entries(value).flatMap(([name, member]) => objectsIn(member, `${path}/${name}`))];
}

describe("P14: any schema and arguments", () => {
  it("pass where every member is declared, and not once one that isn't was put in anywhere", () => {
    fc.assert(
      fc.property(
        root,
        extra,
        fc.nat(20),
        fc.constantFrom<JsonValue>(1, "eve@evil.com", { a: 1 }, null),
        (call, name, at, value) => {
          const args = structuredClone(call.value) as JsonObject;
          expect(checkArguments(call.schema, args)).toEqual([]);
          const objects = objectsIn(args);
          const [object, path] = objects[at % objects.length] ?? [args, ""];
          fc.pre(!Object.hasOwn(object, name));
          object[name] = value;
          const pointer = `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
          expect(checkArguments(call.schema, args).map((problem) => problem.path)).toContain(pointer);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("never throw, and name at most a few members", () => {
    const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;
    const schemas = fc
      .tuple(json, json)
      .map(
        ([a, b]) => ({ properties: a, items: b, allOf: b, patternProperties: a, $ref: "#", $defs: b }) as JsonObject,
      );
    fc.assert(
      fc.property(schemas, json, (schema, value) => {
        expect(checkArguments(schema, { value }).length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
