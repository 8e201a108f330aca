"use client";

import type { OutlineRule } from "@countersign/policy";
import { Button, EmptyState, Mark, type MarkKind, Menu } from "@countersign/ui";
import { RuleText } from "./rule-text.tsx";
import { type PolicyProblemView, type PolicyVocabulary, problemsUnder } from "./vocabulary.ts";

export interface RuleActs {
  readonly edit: (rule: OutlineRule) => void;
  readonly duplicate: (rule: OutlineRule) => void;
  readonly remove: (rule: OutlineRule) => void;
  readonly add: () => void;
}

interface RuleListProps {
  readonly rules: readonly OutlineRule[];
  /** Without the filter. */
  readonly total: number;
  readonly problems: readonly PolicyProblemView[];
  readonly vocabulary: PolicyVocabulary;
  readonly acts: RuleActs;
}

const MARKS: { readonly [effect: string]: readonly [MarkKind, string] } = {
  allow: ["allow", "allow"],
  require_approval: ["waiting", "ask"],
  deny: ["deny", "deny"],
};

/** Every rule as a sentence. */
export function RuleList({ rules, total, problems, vocabulary, acts }: RuleListProps) {
  if (total === 0) {
    return (
      <EmptyState title="No rules yet: every call is denied.">
        <span>A rule says which agents may do what, when, and how much of it.</span>
        <Button look="primary" onClick={acts.add}>
          Add rule
        </Button>
      </EmptyState>
    );
  }
  if (rules.length === 0)
    return <EmptyState title="No rule matches the filter.">Choose another agent or word.</EmptyState>;
  return (
    <ul className="rule-list" aria-label="Rules">
      {rules.map((rule) => (
        <RuleRow
          key={rule.index}
          rule={rule}
          problems={problemsUnder(problems, `rules[${rule.index}]`)}
          vocabulary={vocabulary}
          acts={acts}
        />
      ))}
    </ul>
  );
}

interface RuleRowProps {
  readonly rule: OutlineRule;
  readonly problems: readonly PolicyProblemView[];
  readonly vocabulary: PolicyVocabulary;
  readonly acts: RuleActs;
}

function RuleRow({ rule, problems, vocabulary, acts }: RuleRowProps) {
  const { fields } = rule;
  const [kind, word] = MARKS[fields?.effect ?? ""] ?? ["unknown", "unclear"];
  const name = rule.id === "" ? `rule ${rule.index + 1}` : rule.id;
  return (
    <li className="rule-row">
      <Mark kind={kind}>{word}</Mark>
      <div className="min-w-0">
        {fields ? (
          <button type="button" className="rule-open" onClick={() => acts.edit(rule)}>
            <span className="sr">{`Edit ${name}: `}</span>
            <RuleText rule={fields} vocabulary={vocabulary} />
          </button>
        ) : (
          <span className="muted">{`This rule holds what only the YAML shows (line ${rule.line}). Edit it there.`}</span>
        )}
        <p className="rule-facts">
          <span className="mono">{name}</span>
          {rule.note === "" ? null : <span>{`# ${rule.note}`}</span>}
        </p>
        {problems.map((problem) => (
          <p
            key={`${problem.path} ${problem.message}`}
            className={problem.severity === "error" ? "problem m-0" : "hint m-0"}
          >
            {`${problem.message} ${problem.fix}`}
          </p>
        ))}
      </div>
      <Menu
        label={`Acts on ${name}`}
        trigger="⋯"
        look="quiet"
        items={[
          { label: "Edit", onSelect: () => acts.edit(rule), isDisabled: fields === null },
          { label: "Duplicate", onSelect: () => acts.duplicate(rule), isDisabled: fields === null },
          "separator",
          { label: "Delete", isDanger: true, onSelect: () => acts.remove(rule) },
        ]}
      />
    </li>
  );
}
