import { describe, expect, it } from "vitest";
import { readCondition } from "./read-condition.ts";
import type { ConditionShape } from "./shape.ts";
import { writeCondition } from "./write-condition.ts";

const arg = (name: string, ...more: string[]) => ({ path: [name, ...more], ifGiven: false });

const LINES: readonly (readonly [string, ConditionShape])[] = [
  ['args.a == "x"', { ...arg("a"), kind: "equals", value: "x", isNot: false }],
  ["args.a != 5", { ...arg("a"), kind: "equals", value: 5, isNot: true }],
  ["args.on == true", { ...arg("on"), kind: "equals", value: true, isNot: false }],
  ['args.filter.status == "open"', { ...arg("filter", "status"), kind: "equals", value: "open", isNot: false }],
  ['args["reply-to"] == "x"', { ...arg("reply-to"), kind: "equals", value: "x", isNot: false }],
  ['args["in"].b == "\\"x\\""', { ...arg("in", "b"), kind: "equals", value: '"x"', isNot: false }],
  ['args.a in ["x", "y"]', { ...arg("a"), kind: "one_of", values: ["x", "y"], isNot: false }],
  ["!(args.a in [1, 2.5])", { ...arg("a"), kind: "one_of", values: [1, 2.5], isNot: true }],
  ["args.a in lists.x", { ...arg("a"), kind: "in_list", list: "x", match: "exact", isNot: false }],
  ["!(args.a in lists.x)", { ...arg("a"), kind: "in_list", list: "x", match: "exact", isNot: true }],
  ["in_list(args.a, lists.x)", { ...arg("a"), kind: "in_list", list: "x", match: "domains", isNot: false }],
  ["!in_list(args.a, lists.x)", { ...arg("a"), kind: "in_list", list: "x", match: "domains", isNot: true }],
  [
    'args.a.startsWith("/public/")',
    { ...arg("a"), kind: "text", comparison: "starts_with", value: "/public/", isNot: false },
  ],
  [
    '!args.a.matches("^OPS-[0-9]+$")',
    { ...arg("a"), kind: "text", comparison: "matches", value: "^OPS-[0-9]+$", isNot: true },
  ],
  ["args.n <= 100", { ...arg("n"), kind: "number", of: "value", comparison: "at_most", value: 100 }],
  ["args.n > -5.5", { ...arg("n"), kind: "number", of: "value", comparison: "above", value: -5.5 }],
  ["size(args.to) <= 10", { ...arg("to"), kind: "number", of: "size", comparison: "at_most", value: 10 }],
  ["args.n >= 1 && args.n <= 5", { ...arg("n"), kind: "between", of: "value", min: 1, max: 5 }],
  ['!has(args.cc) || args.cc == "a"', { path: ["cc"], ifGiven: true, kind: "equals", value: "a", isNot: false }],
  [
    "!has(args.n) || (args.n >= 1 && args.n <= 5)",
    { path: ["n"], ifGiven: true, kind: "between", of: "value", min: 1, max: 5 },
  ],
  ["has(args.cc)", { kind: "given", path: ["cc"], isNot: false }],
  ['!has(args["reply-to"])', { kind: "given", path: ["reply-to"], isNot: true }],
  ["has(args.filter.status)", { kind: "given", path: ["filter", "status"], isNot: false }],
  [
    "emails(args.to, args.cc, args.bcc).all(e, in_list(e.domain, lists.partners))",
    { kind: "recipients", paths: [["to"], ["cc"], ["bcc"]], test: "all_in", list: "partners" },
  ],
  [
    "emails(args.to).exists(e, !in_list(e.domain, lists.partners))",
    { kind: "recipients", paths: [["to"]], test: "any_outside", list: "partners" },
  ],
  ['"customer-data" in session.labels', { kind: "label", label: "customer-data", isNot: false }],
  ['!("customer-data" in session.labels)', { kind: "label", label: "customer-data", isNot: true }],
  ["has(person)", { kind: "person", isNot: false }],
  [
    'now.getDayOfWeek("Europe/Paris") in [1, 2, 3, 4, 5]',
    { kind: "weekdays", days: [1, 2, 3, 4, 5], zone: "Europe/Paris", isNot: false },
  ],
  [
    'now.getHours("Europe/Paris") >= 9 && now.getHours("Europe/Paris") < 18',
    { kind: "hours", from: 9, to: 18, zone: "Europe/Paris", isNot: false },
  ],
  [
    '!(now.getHours("UTC") >= 9 && now.getHours("UTC") < 18)',
    { kind: "hours", from: 9, to: 18, zone: "UTC", isNot: true },
  ],
];

describe("a condition as the lines of a form", () => {
  it.each(LINES)("%s is one line, and is written the same again", (cel, shape) => {
    expect(readCondition(cel)).toEqual([shape]);
    expect(writeCondition([shape])).toBe(cel);
  });

  it("reads several lines in any writing", () => {
    expect(
      readCondition(
        "  args.a=='x'   &&( in_list( args.d , lists.p ))\n&& emails(args.to).all(who, in_list(who.domain, lists.p))",
      ),
    ).toEqual([
      { ...arg("a"), kind: "equals", value: "x", isNot: false },
      { ...arg("d"), kind: "in_list", list: "p", match: "domains", isNot: false },
      { kind: "recipients", paths: [["to"]], test: "all_in", list: "p" },
    ]);
  });

  it("keeps a part that no form shows as it stands", () => {
    const cel = 'args.a == "x" && args.items.all(i, i.price < 5 && i.n > 0) && has(args.b)';
    expect(readCondition(cel)?.[1]).toEqual({ kind: "expression", cel: "args.items.all(i, i.price < 5 && i.n > 0)" });
    expect(writeCondition(readCondition(cel) ?? [])).toBe(cel);
  });

  it("puts a guard in brackets beside other lines", () => {
    const cel = '(!has(args.cc) || args.cc == "a") && args.b == "c"';
    expect(writeCondition(readCondition(cel) ?? [])).toBe(cel);
  });

  it("gives every part of a long condition a line", () => {
    const cel = Array.from({ length: 4 }, (_, index) => `args.argument${index} == "a long value ${index}"`).join(
      " &&\n",
    );
    expect(writeCondition(readCondition(cel) ?? [])).toBe(cel);
  });

  it.each([
    ["args.a == 'x' || args.b == 'y'"],
    ["args.a == 'x' && args.c || args.b == 'y'"],
    ["args.a ? args.b : args.c"],
    ["args.items.exists(i, i.price > 5)"],
    ["args.a == 9007199254740993"],
    ["args.a == r'x'"],
    ["args.a == 'x' // because"],
    ["args == 1"],
    ["emails(args.to).all(e, in_list(e.local, lists.p))"],
    ["emails(args.to).or_empty().all(e, in_list(e.domain, lists.p))"],
    ["emails(args.to).exists(e, in_list(e.domain, lists.p))"],
    ["!has(args.a) || args.b == 'x'"],
    ["args.n >= 5 && args.m <= 7 ||"],
    ["args.a =="],
    ["true"],
  ])("%s is left to be edited as text", (cel) => {
    expect(readCondition(cel)).toBeNull();
  });

  it("is no line when there is no condition", () => {
    expect(readCondition(" ")).toEqual([]);
    expect(writeCondition([])).toBe("");
  });
});
