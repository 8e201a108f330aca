import { describe, expect, it } from "vitest";
import { editedFields, readFields, readRaw } from "./edited-arguments.ts";

const BEFORE = { to: "kim@acme.io", cc: ["lee@acme.io"], count: 3, hidden: { deep: true } };
const field = (name: string, value: unknown, isPresent = true) => ({
  name,
  title: name,
  isDeclared: true,
  isPresent,
  value: JSON.parse(JSON.stringify(value)),
});
const FIELDS = [field("to", BEFORE.to), field("cc", BEFORE.cc), field("count", 3), field("subject", null, false)];

describe("arguments as an approver edits them", () => {
  it("come as text where they are text, else as JSON; what isn't there has no control", () => {
    expect(editedFields(FIELDS).map(({ name, isText, value }) => [name, isText, value])).toEqual([
      ["to", true, "kim@acme.io"],
      ["cc", false, '[\n  "lee@acme.io"\n]'],
      ["count", false, "3"],
    ]);
  });

  it("read back as they were while nothing is changed, and what has no control stays", () => {
    expect(readFields(BEFORE, editedFields(FIELDS))).toEqual({ ok: true, arguments: BEFORE });
  });

  it("text that looks like a number or JSON stays text", () => {
    for (const typed of ["42", "true", '{"a":1}', ""]) {
      const fields = editedFields(FIELDS).map((one) => (one.name === "to" ? { ...one, value: typed } : one));
      expect(readFields(BEFORE, fields)).toMatchObject({ ok: true, arguments: { to: typed } });
    }
  });

  it("what isn't JSON is told at its field, all of them at once", () => {
    const fields = editedFields(FIELDS).map((one) => (one.isText ? one : { ...one, value: "three" }));
    const read = readFields(BEFORE, fields);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(Object.keys(read.problems).sort()).toEqual(["cc", "count"]);
  });

  it.each(["[]", "3", '"text"', "{", '{"a":1,"a":2}', ""])("%j isn't an object of arguments", (text) => {
    const read = readRaw(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problems[""]).not.toBe("");
  });

  it("a member called __proto__ is refused", () => {
    expect(readRaw('{"__proto__":{"to":"eve@evil.test"}}').ok).toBe(false);
  });
});
