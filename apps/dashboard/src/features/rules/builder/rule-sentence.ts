import type { RuleFields } from "@countersign/policy";
import { clauseOf } from "./condition-words.ts";
import { limitInWords, listed } from "./limit-words.ts";
import type { PolicyVocabulary } from "./vocabulary.ts";

/** A piece of a sentence; names stand out from the words around them. */
export interface SentencePart {
  readonly kind: "words" | "name" | "code";
  readonly text: string;
}

const CLASS_WORDS: { readonly [name: string]: string } = {
  read: "anything that reads",
  write: "anything that writes",
  destructive: "anything destructive",
  external: "anything that leaves the house",
};

/** A rule as a sentence: who may, must ask or may not do what, when, and how much of it. */
export function ruleSentence(rule: RuleFields, vocabulary: PolicyVocabulary): readonly SentencePart[] {
  return [
    ...withCommas(
      rule.agents.length === 0
        ? [words("no agent yet")]
        : rule.agents.map((agent) => agentPart(agent, rule, vocabulary)),
    ),
    words(verbOf(rule)),
    ...withCommas(rule.operations.length === 0 ? [words("nothing yet")] : rule.operations.map(operationPart)),
    ...conditionParts(rule.when),
    ...limitParts(rule),
    ...approvalParts(rule),
  ];
}

function words(text: string): SentencePart {
  return { kind: "words", text };
}

function name(text: string): SentencePart {
  return { kind: "name", text };
}

function verbOf({ effect, agents }: RuleFields): string {
  if (effect === "deny") return agents.includes("*") ? "may call" : "may never call";
  if (effect === "allow") return "may call";
  const isOne = agents.length === 1 && !agents[0]?.startsWith("tag:") && !agents[0]?.includes("*");
  return isOne ? "needs a person before calling" : "need a person before calling";
}

function agentPart(pattern: string, { effect }: RuleFields, vocabulary: PolicyVocabulary): SentencePart {
  if (pattern === "*") return words(effect === "deny" ? "no agent" : "every agent");
  if (pattern.startsWith("tag:")) return name(`agents tagged ${pattern.slice("tag:".length)}`);
  const known = vocabulary.agents.find((agent) => agent.name === pattern);
  return name(known?.name ?? pattern);
}

function operationPart(pattern: string): SentencePart {
  if (pattern === "*") return words("anything");
  if (pattern.startsWith("class:")) return words(CLASS_WORDS[pattern.slice("class:".length)] ?? pattern);
  const [connection = "", operation = ""] = splitAtDot(pattern);
  if (operation === "*") return name(`everything of ${connection}`);
  if (connection === "*" && !operation.includes("*")) return name(`${operation} of any connection`);
  return name(pattern);
}

function splitAtDot(pattern: string): readonly string[] {
  const dot = pattern.indexOf(".");
  return [pattern.slice(0, dot), pattern.slice(dot + 1)];
}

function conditionParts(when: string | undefined): SentencePart[] {
  if (when === undefined || when === "true") return [];
  const clause = clauseOf(when);
  return clause === null ? [words("when"), { kind: "code", text: when }] : [words(`when ${clause}`)];
}

function limitParts({ limits = [] }: RuleFields): SentencePart[] {
  if (limits.length === 0) return [];
  return [words(`— at most ${listed(limits.map((limit) => limitInWords(limit)))}`)];
}

function approvalParts({ approval }: RuleFields): SentencePart[] {
  if (!approval) return [];
  const by = listed(approval.by.map(approverInWords), "or");
  const quorum = (approval.quorum ?? 1) > 1 ? `${approval.quorum} of ` : "";
  return [words(`— asks ${quorum}${by}, for ${approval.expires ?? "24h"}`)];
}

/** `role:admin` as `any admin`; a group or an address as it is. */
export function approverInWords(approver: string): string {
  return approver.startsWith("role:") ? `any ${approver.slice("role:".length)}` : approver;
}

function withCommas(parts: readonly SentencePart[]): SentencePart[] {
  return parts.flatMap((part, index) => {
    if (index === 0) return [part];
    return [words(index === parts.length - 1 ? "and" : ","), part];
  });
}

/** The sentence as plain text, for search and screen readers. */
export function sentenceText(parts: readonly SentencePart[]): string {
  return parts
    .map(({ text }) => text)
    .join(" ")
    .replaceAll(" ,", ",");
}
