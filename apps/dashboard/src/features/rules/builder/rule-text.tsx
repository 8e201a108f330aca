import type { RuleFields } from "@countersign/policy";
import { ruleSentence } from "./rule-sentence.ts";
import type { PolicyVocabulary } from "./vocabulary.ts";

/** A rule as a sentence; the names in it stand out. */
export function RuleText({ rule, vocabulary }: { readonly rule: RuleFields; readonly vocabulary: PolicyVocabulary }) {
  return ruleSentence(rule, vocabulary).map(({ kind, text }, index) => {
    const gap = index === 0 || text === "," ? "" : " ";
    const key = `${index} ${text}`;
    if (kind === "words") return `${gap}${text}`;
    return (
      <span key={key}>
        {gap}
        {kind === "name" ? <b className="rule-name">{text}</b> : <code className="mono">{text}</code>}
      </span>
    );
  });
}
