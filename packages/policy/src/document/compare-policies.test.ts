import { describe, expect, it } from "vitest";
import { comparePolicies } from "./compare-policies.ts";
import { parsePolicy } from "./parse-policy.ts";

function policy(source: string) {
  const parsed = parsePolicy(`version: 1\n${source}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

const A = "  - { id: a, agents: [x], operations: [w.a], effect: allow }\n";
const B = "  - { id: b, agents: [x], operations: [w.b], effect: allow, limits: [{ calls: 5, per: day }] }\n";
const base = policy(`rules:\n${A}${B}`);
const same = { added: [], changed: [], removed: [], sections: [] };

describe("comparePolicies", () => {
  it.each([
    ["the same text", base, base, same],
    ["another order of rules", base, policy(`rules:\n${B}${A}`), same],
    ["comments only", base, policy(`# why\nrules:\n${A}  # how\n${B}`), same],
    ["an empty section", base, policy(`lists: {}\ntests: []\nrules:\n${A}${B}`), same],
    ["a new rule", policy(`rules:\n${A}`), base, { ...same, added: ["b"] }],
    ["a rule that is gone", base, policy(`rules:\n${A}`), { ...same, removed: ["b"] }],
    ["another number", base, policy(`rules:\n${A}${B.replace("5", "6")}`), { ...same, changed: ["b"] }],
    ["a renamed rule", base, policy(`rules:\n${A}${B.replace("id: b", "id: c, was: b")}`), { ...same, changed: ["c"] }],
    ["other sections", base, policy(`lists: { d: [x.io] }\nrules:\n${A}${B}`), { ...same, sections: ["lists"] }],
    ["the first policy", null, base, { ...same, added: ["a", "b"] }],
    ["nothing left", base, null, { ...same, removed: ["a", "b"] }],
  ])("%s", (_name, before, after, expected) => {
    expect(comparePolicies(before, after)).toEqual(expected);
  });
});
