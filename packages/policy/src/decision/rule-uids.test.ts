import { expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { assignRuleUids } from "./rule-uids.ts";

function documentOf(...rules: readonly string[]) {
  const lines = rules.map((rule) => `  - { ${rule}, agents: [a], operations: [c.o], effect: allow }`);
  const parsed = parsePolicy(`version: 1\nrules:\n${lines.join("\n")}\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

it("a rule keeps its stable id through edits and any number of renames, and a new rule gets a new one", () => {
  let count = 0;
  const mint = () => `rul_${++count}`;
  const first = assignRuleUids(documentOf("id: a", "id: b"), {}, mint);
  expect(first).toEqual({ a: "rul_1", b: "rul_2" });
  const second = assignRuleUids(documentOf("id: a2, was: a", "id: b"), first, mint);
  expect(second).toEqual({ a2: "rul_1", b: "rul_2" });
  expect(assignRuleUids(documentOf("id: a3, was: a2", "id: constructor"), second, mint)).toEqual({
    a3: "rul_1",
    constructor: "rul_3",
  });
});

it("a rule that takes up a name in use keeps that name's id, whatever it says it was", () => {
  expect(assignRuleUids(documentOf("id: b, was: a"), { a: "rul_1", b: "rul_2" }, () => "rul_3")).toEqual({
    b: "rul_2",
  });
});
