import { describe, expect, it } from "vitest";
import { readArguments, shownValue, withTyped, writeArguments } from "./arguments-text.ts";

describe("readArguments", () => {
  it.each([
    ["", {}],
    ["  \n", {}],
    ['{ "a": 1 }', { a: 1 }],
  ])("reads %j", (text, value) => {
    expect(readArguments(text)).toEqual({ ok: true, value });
  });

  it.each(["{", "[1]", '"a"', '{ "a": 1, "a": 2 }', '{ "__proto__": 1 }'])("refuses %j in words", (text) => {
    expect(readArguments(text)).toMatchObject({ ok: false, problem: expect.stringMatching(/\.$/) });
  });
});

describe("a field of the form", () => {
  it.each([
    ["string", "5", "5"],
    ["integer", "5", 5],
    ["number", "5.5", 5.5],
    ["boolean", "true", true],
    ["array", '["a"]', ["a"]],
    ["object", '{"a":1}', { a: 1 }],
    ["any", "hello", "hello"],
    ["any", "[1]", [1]],
    ["integer", "five", "five"],
  ])("of type %s takes %j", (type, typed, value) => {
    expect(withTyped({ other: 1 }, { name: "x", type }, typed)).toEqual({ other: 1, x: value });
  });

  it("is left out when it is emptied", () => {
    expect(withTyped({ x: 1, y: 2 }, { name: "x", type: "integer" }, "")).toEqual({ y: 2 });
  });

  it("shows text as it is and everything else as JSON", () => {
    expect([shownValue("a"), shownValue(5), shownValue(["a"]), shownValue(undefined)]).toEqual(["a", "5", '["a"]', ""]);
    expect(writeArguments({})).toBe("");
  });
});
