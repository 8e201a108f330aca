"use client";

import type { ConditionShape } from "@countersign/policy";
import { Button, Checkbox, Select } from "@countersign/ui";
import { ArgumentTest } from "./argument-test.tsx";
import { isArgumentShape, newLine } from "./condition-operators.ts";
import { ContextTest } from "./context-test.tsx";
import type { OfferedArgument } from "./vocabulary.ts";

interface ConditionLineProps {
  readonly word: string;
  readonly shape: ConditionShape;
  readonly offered: readonly OfferedArgument[];
  readonly lists: readonly string[];
  readonly onChange: (shape: ConditionShape) => void;
  readonly onRemove: () => void;
}

/** What a line can be about besides arguments. */
const SUBJECTS = [
  ["recipients", "E-mail addresses in arguments"],
  ["label", "The session's labels"],
  ["person", "The person acted for"],
  ["weekdays", "The day of the week"],
  ["hours", "The hour of the day"],
  ["expression", "An expression"],
] as const;

/** One line of a condition: what it looks at, the test, and the value. */
export function ConditionLine({ word, shape, offered, lists, onChange, onRemove }: ConditionLineProps) {
  const subject = isArgumentShape(shape) ? `args ${JSON.stringify(shape.path)}` : shape.kind;
  const fact = isArgumentShape(shape)
    ? offered.find(({ name }) => shape.path.length === 1 && name === shape.path[0])
    : undefined;
  const known = offered.map((one) => `args ${JSON.stringify([one.name])}`);
  return (
    <fieldset className="condition-line">
      <legend className="sr">Condition</legend>
      <span className="condition-word">{word}</span>
      <div className="condition-parts">
        <Select
          aria-label="What the condition looks at"
          value={subject}
          onChange={(event) => onChange(subjectShape(event.target.value, { offered, lists }))}
        >
          <optgroup label="Arguments">
            {isArgumentShape(shape) && !known.includes(subject) ? (
              <option value={subject}>{shape.path.join(".")}</option>
            ) : null}
            {offered.map((one) => (
              <option key={one.name} value={`args ${JSON.stringify([one.name])}`}>
                {one.name}
                {one.isPartial ? " (not in all)" : ""}
              </option>
            ))}
          </optgroup>
          <optgroup label="About the call">
            {SUBJECTS.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </optgroup>
        </Select>
        {isArgumentShape(shape) ? (
          <ArgumentTest
            shape={shape}
            type={fact?.type ?? "any"}
            values={fact?.enum ?? []}
            lists={lists}
            onChange={onChange}
          />
        ) : (
          <ContextTest shape={shape} lists={lists} offered={offered} onChange={onChange} />
        )}
        {"ifGiven" in shape ? (
          <Checkbox
            label="Calls that leave it out pass"
            checked={shape.ifGiven}
            onChange={(ifGiven) => onChange({ ...shape, ifGiven })}
          />
        ) : null}
      </div>
      <Button look="quiet" aria-label="Remove this condition" onClick={onRemove}>
        ×
      </Button>
    </fieldset>
  );
}

interface Choices {
  readonly offered: readonly OfferedArgument[];
  readonly lists: readonly string[];
}

const EMAIL_NAMES = /^(to|cc|bcc|recipients?|emails?|addresses|attendees|from)$/i;

function subjectShape(subject: string, { offered, lists }: Choices): ConditionShape {
  const list = lists[0] ?? "";
  if (subject.startsWith("args ")) {
    const path = JSON.parse(subject.slice("args ".length)) as string[];
    const fact = offered.find(({ name }) => name === path[0]);
    return newLine(
      path,
      { type: fact?.type ?? "any", list },
      fact !== undefined && (!fact.isRequired || fact.isPartial),
    );
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const fresh: { readonly [kind: string]: ConditionShape } = {
    recipients: {
      kind: "recipients",
      paths: offered.filter(({ name }) => EMAIL_NAMES.test(name)).map(({ name }) => [name]),
      test: "all_in",
      list,
    },
    label: { kind: "label", label: "", isNot: false },
    person: { kind: "person", isNot: false },
    weekdays: { kind: "weekdays", days: [1, 2, 3, 4, 5], zone, isNot: false },
    hours: { kind: "hours", from: 9, to: 18, zone, isNot: false },
  };
  return fresh[subject] ?? { kind: "expression", cel: "" };
}
