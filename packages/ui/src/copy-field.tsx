"use client";

import { useId } from "react";
import { CopyButton } from "./copy-button.tsx";

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  /** A secret that is shown this once: said plainly. */
  readonly isSecret?: boolean;
  readonly hint?: string;
}

/** A value to take along: whole, selectable, with a copy button. */
export function CopyField({ label, value, isSecret = false, hint }: CopyFieldProps) {
  const id = useId();
  const note = isSecret ? (hint ?? "Shown this once. Copy it now; nobody can show it again.") : hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="copy-field">
        <input
          id={id}
          className="input mono"
          readOnly
          value={value}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={note ? `${id}-note` : undefined}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={value} label={`Copy: ${label}`} />
      </div>
      {note ? (
        <span id={`${id}-note`} className={isSecret ? "hint text-seal-ink" : "hint"}>
          {note}
        </span>
      ) : null}
    </div>
  );
}

interface SnippetProps {
  readonly code: string;
  /** What it is: "Shell", "TypeScript". */
  readonly language: string;
  readonly label?: string;
}

/** Code to paste somewhere else. */
export function Snippet({ code, language, label }: SnippetProps) {
  return (
    <figure className="snippet" aria-label={label ?? language}>
      <figcaption>
        <span className="label">{language}</span>
        <CopyButton text={code} label={`Copy: ${label ?? language}`} />
      </figcaption>
      <pre>{code}</pre>
    </figure>
  );
}
