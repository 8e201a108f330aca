"use client";

import { type ClipboardEvent, type KeyboardEvent, useId, useState } from "react";
import { Tag } from "./tag.tsx";
import { addTags } from "./tags.ts";

interface TagInputProps {
  readonly id?: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  /** What is wrong with one tag, or undefined. A tag that is wrong stays in the field as text. */
  readonly validate?: (tag: string) => string | undefined;
  readonly suggestions?: readonly string[];
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly onBlur?: () => void;
  readonly "aria-label"?: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

/** Several words: Enter or a comma adds one, Backspace takes the last away, pasting a list adds all of it. */
export function TagInput({
  value,
  onChange,
  validate,
  suggestions = [],
  placeholder,
  disabled,
  onBlur,
  ...control
}: TagInputProps) {
  const listId = useId();
  const [draft, setDraft] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const commit = (text: string) => {
    const { tags, rest, problem: found } = addTags(value, text, validate);
    if (tags.length !== value.length) onChange([...tags]);
    setDraft(rest);
    setProblem(found ?? null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key === "Enter" || event.key === ",") && draft.trim() !== "") {
      event.preventDefault();
      commit(draft);
    }
    if (event.key === "Backspace" && draft === "" && value.length > 0) onChange(value.slice(0, -1));
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    if (!/[,\s]/.test(text.trim())) return;
    event.preventDefault();
    commit(`${draft}${text}`);
  };
  return (
    <div className="tag-input input">
      {value.map((tag) => (
        <Tag key={tag} {...(disabled ? {} : { onRemove: () => onChange(value.filter((other) => other !== tag)) })}>
          {tag}
        </Tag>
      ))}
      <input
        {...control}
        value={draft}
        disabled={disabled}
        list={suggestions.length > 0 ? listId : undefined}
        placeholder={value.length === 0 ? placeholder : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => {
          if (draft.trim() !== "") commit(draft);
          onBlur?.();
        }}
      />
      {suggestions.length > 0 ? (
        <datalist id={listId}>
          {suggestions
            .filter((one) => !value.includes(one))
            .map((one) => (
              <option key={one} value={one} />
            ))}
        </datalist>
      ) : null}
      {problem === null ? null : (
        <span className="problem basis-full" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
