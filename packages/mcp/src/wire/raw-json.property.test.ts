import fc from "fast-check";
import { expect, test } from "vitest";
import { editRawObject, rawElements, rawMember, rawMembers } from "./raw-json.ts";

const spaced = (value: unknown, indent: number): string => JSON.stringify(value, null, indent);
const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));

test("the members of an object, decoded one by one, are the object", () => {
  fc.assert(
    fc.property(object, fc.nat(4), (value, indent) => {
      const text = spaced(value, indent);
      const members = rawMembers(text);
      const expected: unknown = JSON.parse(text);
      expect(Object.fromEntries(members.map(({ name, raw }) => [name, JSON.parse(raw)]))).toEqual(expected);
      for (const { raw } of members) expect(text).toContain(raw);
    }),
    { numRuns: 2000 },
  );
});

test("the elements of a list, decoded one by one, are the list", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), fc.nat(4), (value, indent) => {
      const text = spaced(value, indent);
      expect(rawElements(text).map((raw) => JSON.parse(raw))).toEqual(JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

test("an edit changes what it names and nothing else", () => {
  fc.assert(
    fc.property(object, fc.string(), fc.jsonValue({ maxDepth: 2 }), (value, name, replacement) => {
      fc.pre(name !== "__proto__" && !Object.hasOwn(value, "__proto__"));
      const text = spaced(value, 2);
      const edited = editRawObject(text, { [name]: JSON.stringify(replacement) });
      expect(JSON.parse(edited)).toEqual(JSON.parse(JSON.stringify({ ...value, [name]: replacement })));
      const { [name]: _removed, ...rest } = value;
      expect(JSON.parse(editRawObject(text, { [name]: null }))).toEqual(JSON.parse(JSON.stringify(rest)));
    }),
    { numRuns: 2000 },
  );
});

test("numbers, escapes and member order stay as they were written", () => {
  const text = '{ "b": 1.50, "a": 12345678901234567890, "e": 1E+2, "s": "\\u00e9\\/", "o": {"z":1, "y" :2} }';
  expect(rawMember(text, "a")).toBe("12345678901234567890");
  expect(rawMember(text, "o")).toBe('{"z":1, "y" :2}');
  expect(editRawObject(text, { n: "true", e: null })).toBe(
    '{"b":1.50,"a":12345678901234567890,"s":"\\u00e9\\/","o":{"z":1, "y" :2},"n":true}',
  );
});

test.each(["[]", "5", '{"a":', '{"a":"x', '{"a":{', "{"])("%s is no object to cut", (text) => {
  expect(() => rawMembers(text)).toThrow(SyntaxError);
});
