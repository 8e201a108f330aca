import { matchesAgent, type OutlineRule } from "@countersign/policy";
import { ruleSentence, sentenceText } from "./rule-sentence.ts";
import type { PolicyVocabulary } from "./vocabulary.ts";

export interface RuleFilter {
  /** An agent's name; empty for all. */
  readonly agent: string;
  /** An effect; empty for all. */
  readonly effect: string;
  readonly words: string;
}

/** The rules about an agent (also by tag or pattern), with an effect, that hold all the words. Pure. */
export function filterRules(
  rules: readonly OutlineRule[],
  filter: RuleFilter,
  vocabulary: PolicyVocabulary,
): readonly OutlineRule[] {
  const agent = vocabulary.agents.find(({ name }) => name === filter.agent);
  const wanted = filter.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter(({ fields, id, note }) => {
    // What can't be read might be about anything.
    if (!fields) return wanted.every((word) => `${id} ${note}`.toLowerCase().includes(word));
    if (agent && !fields.agents.some((pattern) => matchesAgent(pattern, agent))) return false;
    if (filter.effect !== "" && fields.effect !== filter.effect) return false;
    const text =
      `${id} ${note} ${sentenceText(ruleSentence(fields, vocabulary))} ${fields.operations.join(" ")}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
