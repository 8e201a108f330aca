import { describe, expect, it } from "vitest";
import type { ContextAgent, ContextOperation } from "../policy-context.ts";
import { matchesAgent, matchesOperation } from "./patterns.ts";
import { buildRuleIndex } from "./rule-index.ts";

const AGENT_PATTERNS = ["*", "scout", "sc*", "writer", "tag:team", "tag:other", "*-bot", "nobody"];
const OPERATION_PATTERNS = ["*", "web.search", "web.*", "*.search", "crm.search", "class:read", "class:write", "x.y"];

const AGENTS: ContextAgent[] = [
  { name: "scout", tags: ["team"] },
  { name: "writer", tags: [] },
  { name: "mail-bot", tags: ["other", "team"] },
  { name: "tag", tags: [] },
];

const operation = (id: string, cls: ContextOperation["class"]): ContextOperation => ({
  id,
  connection: id.split(".")[0] ?? "",
  class: cls,
  inputSchema: {},
  priceMicros: null,
});
const OPERATIONS = [operation("web.search", "read"), operation("web.post", "write"), operation("crm.search", "read")];

/** Every pair of patterns, and some rules of several: more than three words of bits. */
const RULES = [
  ...AGENT_PATTERNS.flatMap((agent) => OPERATION_PATTERNS.map((name) => ({ agents: [agent], operations: [name] }))),
  ...AGENT_PATTERNS.map((agent, at) => ({ agents: [agent, "writer"], operations: OPERATION_PATTERNS.slice(at) })),
  { agents: [], operations: ["*"] },
  ...Array.from({ length: 64 }, (_, at) => ({ agents: [at % 2 === 0 ? "scout" : "*"], operations: ["web.post"] })),
];

const places = (selects: (rule: (typeof RULES)[number]) => boolean): number[] =>
  RULES.flatMap((rule, place) => (selects(rule) ? [place] : []));

describe("the index of rules", () => {
  const index = () => buildRuleIndex(RULES, { agents: AGENTS, operations: OPERATIONS });

  it("finds for every agent and operation exactly the rules whose patterns match, in order", () => {
    const built = index();
    const retagged = { name: "writer", tags: ["team"] };
    const stranger = { name: "scout-2", tags: ["other"] };
    // Who calls may be called anything: no name is taken for another with its tags, nor two tags for one.
    const odd = [
      { name: "scout team", tags: [] },
      { name: "mail-bot", tags: ["other team"] },
      { name: "mail-bot", tags: ["other", "team", "more"] },
      { name: "mail-bot", tags: ["other"] },
      { name: "mail-bot", tags: ["other", "tame"] },
      { name: "scout", tags: ["other"] },
    ];
    for (const agent of [...AGENTS, retagged, stranger, ...odd]) {
      for (const known of OPERATIONS) {
        const expected = places(
          ({ agents, operations }) =>
            agents.some((pattern) => matchesAgent(pattern, agent)) &&
            operations.some((pattern) => matchesOperation(pattern, known)),
        );
        expect(built.candidates(agent, known.id)).toEqual(expected);
      }
    }
  });

  it("finds the rules of an operation whatever the agent", () => {
    const built = index();
    for (const known of OPERATIONS) {
      const expected = places(({ operations }) => operations.some((pattern) => matchesOperation(pattern, known)));
      const withAgents = expected.filter((place) => (RULES[place]?.operations ?? []).length > 0);
      expect(built.forOperation(known.id)).toEqual(withAgents);
    }
  });

  it("finds none for an operation that nobody knows, not even those for all", () => {
    const built = index();
    expect(built.candidates(AGENTS[0] ?? { name: "", tags: [] }, "web.unknown")).toEqual([]);
    expect(built.forOperation("web.unknown")).toEqual([]);
  });

  it("holds no rules where there are none", () => {
    const empty = buildRuleIndex([], { agents: AGENTS, operations: OPERATIONS });
    expect(empty.candidates({ name: "scout", tags: [] }, "web.search")).toEqual([]);
  });
});
