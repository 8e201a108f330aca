"use client";

import { type ConditionShape, readCondition } from "@countersign/policy";
import { Button, Field, TextArea } from "@countersign/ui";
import { ConditionLine } from "./condition-line.tsx";
import { newLine } from "./condition-operators.ts";
import { conditionOf, type DraftLine, type RuleDraft } from "./rule-draft.ts";
import type { OfferedArgument } from "./vocabulary.ts";

interface RuleConditionsProps {
  readonly draft: RuleDraft;
  readonly onChange: (draft: RuleDraft) => void;
  readonly offered: readonly OfferedArgument[];
  readonly lists: readonly string[];
  readonly problem: string | undefined;
}

/** When a rule holds: lines of which all must hold, or the expression itself. */
export function RuleConditions(props: RuleConditionsProps) {
  return props.draft.lines === null ? (
    <ConditionText {...props} />
  ) : (
    <ConditionLines {...props} lines={props.draft.lines} />
  );
}

function ConditionLines({
  draft,
  lines,
  onChange,
  offered,
  lists,
  problem,
}: RuleConditionsProps & { readonly lines: readonly DraftLine[] }) {
  const setLines = (next: readonly DraftLine[]) => onChange({ ...draft, lines: next });
  const add = () => {
    const key = Math.max(-1, ...lines.map((line) => line.key)) + 1;
    setLines([...lines, { key, shape: firstLine(offered, lists) }]);
  };
  return (
    <div className="grid gap-3">
      {lines.length === 0 ? <p className="muted m-0">Always: there is no condition.</p> : null}
      {lines.map((line, index) => (
        <ConditionLine
          key={line.key}
          word={index === 0 ? "when" : "and"}
          shape={line.shape}
          offered={offered}
          lists={lists}
          onChange={(shape) => setLines(lines.map((other) => (other.key === line.key ? { ...other, shape } : other)))}
          onRemove={() => setLines(lines.filter((other) => other.key !== line.key))}
        />
      ))}
      {problem ? (
        <p className="problem m-0" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button onClick={add}>Add condition</Button>
        <Button look="quiet" onClick={() => onChange({ ...draft, cel: conditionOf(draft), lines: null })}>
          Edit as expression
        </Button>
      </div>
    </div>
  );
}

function firstLine([argument]: readonly OfferedArgument[], lists: readonly string[]): ConditionShape {
  if (!argument) return { kind: "expression", cel: "" };
  const isOptional = !argument.isRequired || argument.isPartial;
  return newLine([argument.name], { type: argument.type, list: lists[0] ?? "" }, isOptional);
}

function ConditionText({ draft, onChange, problem }: RuleConditionsProps) {
  const shapes = readCondition(draft.cel);
  return (
    <div className="grid gap-2">
      <Field label="Expression" hint="CEL. True selects the call. The YAML view completes names." problem={problem}>
        {(control) => (
          <TextArea
            {...control}
            className="mono"
            rows={4}
            spellCheck={false}
            value={draft.cel}
            onChange={(event) => onChange({ ...draft, cel: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          disabled={shapes === null}
          onClick={() => onChange({ ...draft, lines: shapes?.map((shape, key) => ({ key, shape })) ?? null })}
        >
          Edit as lines
        </Button>
        {shapes === null ? <span className="hint">No lines can say this; it stays as it is.</span> : null}
      </div>
    </div>
  );
}
