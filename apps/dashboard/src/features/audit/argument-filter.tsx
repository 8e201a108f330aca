"use client";

import { parseArgumentCondition } from "@countersign/core";
import { Input, Tag } from "@countersign/ui";
import { useId, useState } from "react";

interface ArgumentFilterProps {
  readonly conditions: readonly string[];
  readonly onChange: (conditions: readonly string[]) => void;
}

const MOST = 8;

/** Conditions on the arguments of calls, typed one after another; what can't be read is said and stays to be put right. */
export function ArgumentFilter({ conditions, onChange }: ArgumentFilterProps) {
  const [draft, setDraft] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const noteId = useId();
  const add = () => {
    const text = draft.trim();
    if (text === "") return;
    const condition = parseArgumentCondition(text);
    if ("problem" in condition) return setProblem(condition.problem);
    if (conditions.length >= MOST) return setProblem(`At most ${MOST} conditions at once.`);
    if (!conditions.includes(text)) onChange([...conditions, text]);
    setDraft("");
  };
  return (
    <span className="col-span-2 flex min-w-0 flex-wrap items-center gap-2">
      <Input
        aria-label="Condition on arguments"
        placeholder="Argument: to = ana@acme.io"
        className="mono w-auto flex-1 md:w-[230px] md:flex-none"
        autoComplete="off"
        spellCheck={false}
        maxLength={400}
        value={draft}
        aria-describedby={problem === null ? undefined : noteId}
        aria-invalid={problem === null ? undefined : true}
        onChange={(event) => {
          setDraft(event.target.value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
        onBlur={add}
      />
      {conditions.map((condition) => (
        <Tag key={condition} onRemove={() => onChange(conditions.filter((one) => one !== condition))}>
          {condition}
        </Tag>
      ))}
      {problem === null ? null : (
        <span id={noteId} className="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
