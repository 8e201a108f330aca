"use client";

import {
  editPolicy,
  type OutlinedPolicy,
  outlinePolicy,
  type PolicyEdit,
  type PolicyOutline,
  type RuleFields,
} from "@countersign/policy";
import { ErrorState, useToast } from "@countersign/ui";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { BuilderBar } from "./builder-bar.tsx";
import { BuilderSections } from "./builder-sections.tsx";
import { filterRules, type RuleFilter } from "./filter-rules.ts";
import { copyOf, emptyRule, type FieldProblems } from "./rule-draft.ts";
import { RuleEditor } from "./rule-editor.tsx";
import { type RuleActs, RuleList } from "./rule-list.tsx";
import { type History, useHistory, useUndoKeys } from "./use-history.ts";
import { type PolicyProblemView, type PolicyVocabulary, problemsUnder } from "./vocabulary.ts";

interface PolicyBuilderProps {
  readonly source: string;
  readonly onChange: (source: string) => void;
  readonly vocabulary: PolicyVocabulary;
  /** Of `source` as it was last checked. */
  readonly problems: readonly PolicyProblemView[];
}

/** A policy as sentences and forms. Every change is made in the text itself, which keeps its comments and order. */
export function PolicyBuilder(props: PolicyBuilderProps) {
  const history = useHistory(props.source, props.onChange);
  const read = useMemo((): OutlinedPolicy => outlinePolicy(props.source), [props.source]);
  if (!read.ok) {
    const [first] = read.problems;
    return (
      <ErrorState title="The text can't be read, so it can't be shown as rules.">
        {first
          ? `Line ${first.line}: ${first.message} ${first.fix} Correct it in the YAML view.`
          : "Correct it in the YAML view."}
      </ErrorState>
    );
  }
  return <ReadableBuilder {...props} outline={read.outline} history={history} />;
}

interface Editing {
  readonly fields: RuleFields;
  readonly index: number | null;
}

interface ReadableBuilderProps extends PolicyBuilderProps {
  readonly outline: PolicyOutline;
  readonly history: History;
}

function ReadableBuilder({ source, vocabulary, problems, outline, history }: ReadableBuilderProps) {
  const say = useToast();
  // Other pages link to one rule by its id.
  const [linked] = useQueryState("rule", parseAsString.withDefault(""));
  const [filter, setFilter] = useState<RuleFilter>({ agent: "", effect: "", words: linked });
  const [editing, setEditing] = useState<Editing | null>(null);
  const edit = (edits: readonly PolicyEdit[]): string | null => {
    const result = editPolicy(source, edits);
    if (!result.ok) {
      say(result.problem.message);
      return result.problem.message;
    }
    history.change(result.source);
    return null;
  };
  const acts: RuleActs = {
    add: () => setEditing({ fields: emptyRule(outline), index: null }),
    edit: ({ fields, index }) => fields && setEditing({ fields, index }),
    duplicate: ({ fields }) => fields && setEditing({ fields: copyOf(fields, outline), index: null }),
    remove: ({ id, index }) => {
      if (edit([{ kind: "remove_rule", rule: index }]) === null)
        say(`Deleted ${id || "the rule"} from the draft. Undo brings it back.`);
    },
  };
  useUndoKeys(history);
  const found = filterRules(outline.rules, filter, vocabulary);
  return (
    <div className="policy-builder">
      <BuilderBar
        filter={filter}
        onFilter={setFilter}
        vocabulary={vocabulary}
        history={history}
        count={{ shown: found.length, all: outline.rules.length }}
        onAdd={acts.add}
      />
      <RuleList rules={found} total={outline.rules.length} problems={problems} vocabulary={vocabulary} acts={acts} />
      <BuilderSections outline={outline} problems={problems} vocabulary={vocabulary} edit={edit} />
      {editing ? (
        <RuleEditor
          key={editing.index ?? "new"}
          source={source}
          outline={outline}
          vocabulary={vocabulary}
          fields={editing.fields}
          index={editing.index}
          known={knownProblems(problems, editing.index)}
          onSave={(next) => {
            history.change(next);
            setEditing(null);
          }}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </div>
  );
}

/** The checked text's problems of one rule, by its fields. */
function knownProblems(problems: readonly PolicyProblemView[], index: number | null): FieldProblems {
  const known: { [field: string]: string } = {};
  for (const problem of index === null ? [] : problemsUnder(problems, `rules[${index}]`)) {
    const field = /^rules\[\d+\]\.?(\w*)/.exec(problem.path)?.[1] ?? "";
    if (problem.severity === "error") known[field] ??= `${problem.message} ${problem.fix}`;
  }
  return known;
}
