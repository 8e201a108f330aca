import type { ContextAgent, ContextOperation } from "../policy-context.ts";
import { matchesAgent, matchesOperation } from "./patterns.ts";

interface Selector {
  readonly agents: readonly string[];
  readonly operations: readonly string[];
}

/** One bit for each rule, by its place in the document. */
type RuleSet = Uint32Array;

/**
 * (agent, operation) → the rules that look at such a call. Two sets of bits are cut with each other, so that 10,000
 * rules cost some 300 words; patterns are matched when the index is built, not when a call comes.
 */
export interface RuleIndex {
  /** Places of candidate rules in what the index was built from, ascending. */
  candidates(agent: ContextAgent, operationId: string): readonly number[];
  /** Places of the rules that select an operation, whatever the agent. */
  forOperation(operationId: string): readonly number[];
}

const NONE: readonly number[] = [];

/** Builds the index over an organization's known agents and operations. Unknown operations have no candidates. */
export function buildRuleIndex(
  rules: readonly Selector[],
  known: { readonly agents: readonly ContextAgent[]; readonly operations: readonly ContextOperation[] },
): RuleIndex {
  const words = Math.ceil(rules.length / 32);
  const agentPatterns = groupByPattern(
    rules.map((rule) => rule.agents),
    words,
  );
  const operationPatterns = groupByPattern(
    rules.map((rule) => rule.operations),
    words,
  );
  const ofAgent = (agent: ContextAgent, shared: SharedSets) =>
    union(agentPatterns, { name: agent.name, matches: (pattern) => matchesAgent(pattern, agent) }, shared);
  const sharedByAgents: SharedSets = new Map();
  const knownAgents = new Map(
    known.agents.map((agent) => [agent.name, { tags: agent.tags, rules: ofAgent(agent, sharedByAgents) }]),
  );
  const sharedByOperations: SharedSets = new Map();
  const operationSets = new Map(
    known.operations.map((operation) => {
      const matches = (pattern: string) => matchesOperation(pattern, operation);
      return [operation.id, union(operationPatterns, { name: operation.id, matches }, sharedByOperations)];
    }),
  );
  return {
    candidates(agent, operationId) {
      const byOperation = operationSets.get(operationId);
      if (!byOperation) return NONE;
      const same = knownAgents.get(agent.name);
      // An agent retagged since the index was built is matched afresh.
      const isSame = same !== undefined && isSameTags(same.tags, agent.tags);
      return intersection(isSame ? same.rules : ofAgent(agent, new Map()), byOperation);
    },
    forOperation(operationId) {
      const byOperation = operationSets.get(operationId);
      return byOperation ? intersection(byOperation, byOperation) : NONE;
    },
  };
}

function isSameTags(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((tag, place) => tag === other[place]);
}

interface PatternGroups {
  readonly words: number;
  readonly exact: ReadonlyMap<string, RuleSet>;
  /** Patterns with a star, a tag or a class: tried one by one, each distinct one once. */
  readonly open: readonly (readonly [pattern: string, rules: RuleSet])[];
}

function groupByPattern(patternsOfRules: readonly (readonly string[])[], words: number): PatternGroups {
  const groups = new Map<string, RuleSet>();
  patternsOfRules.forEach((patterns, rule) => {
    for (const pattern of patterns) {
      const group = groups.get(pattern) ?? new Uint32Array(words);
      group[rule >>> 5] = (group[rule >>> 5] ?? 0) | (1 << (rule & 31));
      groups.set(pattern, group);
    }
  });
  const isOpen = (pattern: string) => pattern.includes("*") || pattern.includes(":");
  return {
    words,
    exact: new Map([...groups].filter(([pattern]) => !isOpen(pattern))),
    open: [...groups].filter(([pattern]) => isOpen(pattern)),
  };
}

interface Subject {
  readonly name: string;
  readonly matches: (pattern: string) => boolean;
}

/** Sets by the combination of patterns that made them, since most subjects match the same. */
type SharedSets = Map<string, RuleSet>;

/** The rules of every pattern that matches. */
function union(groups: PatternGroups, { name, matches }: Subject, shared: SharedSets): RuleSet {
  const exact = groups.exact.get(name);
  const matching = groups.open.flatMap(([pattern, rules], index) => (matches(pattern) ? [{ index, rules }] : []));
  const combination = `${exact ? name : ""}|${matching.map((entry) => entry.index).join(",")}`;
  const known = shared.get(combination);
  if (known) return known;
  const result = new Uint32Array(groups.words);
  for (const set of [...(exact ? [exact] : []), ...matching.map((entry) => entry.rules)]) {
    for (let word = 0; word < groups.words; word += 1) result[word] = (result[word] ?? 0) | (set[word] ?? 0);
  }
  shared.set(combination, result);
  return result;
}

function intersection(left: RuleSet, right: RuleSet): readonly number[] {
  const found: number[] = [];
  for (let word = 0; word < left.length; word += 1) {
    let bits = ((left[word] ?? 0) & (right[word] ?? 0)) >>> 0;
    while (bits !== 0) {
      const bit = 31 - Math.clz32(bits & -bits);
      found.push(word * 32 + bit);
      bits = (bits & (bits - 1)) >>> 0;
    }
  }
  return found;
}
