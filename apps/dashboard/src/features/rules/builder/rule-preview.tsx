"use client";

import { lineProblem } from "./condition-operators.ts";
import { fieldsOf, type RuleDraft } from "./rule-draft.ts";
import { RuleText } from "./rule-text.tsx";
import type { PolicyVocabulary } from "./vocabulary.ts";

/** What the rule says as it stands, while it is being edited. */
export function RulePreview({
  draft,
  vocabulary,
}: {
  readonly draft: RuleDraft;
  readonly vocabulary: PolicyVocabulary;
}) {
  const finished = draft.lines?.filter(({ shape }) => lineProblem(shape) === null) ?? null;
  return (
    <p className="rule-preview" aria-live="polite">
      <RuleText rule={fieldsOf({ ...draft, lines: finished })} vocabulary={vocabulary} />
    </p>
  );
}
