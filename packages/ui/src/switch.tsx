"use client";

import { type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

interface ToggleProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  readonly disabled?: boolean;
  /** Keeps the label for screen readers only. */
  readonly isLabelHidden?: boolean;
  readonly name?: string;
  readonly onBlur?: () => void;
}

/** On or off, at once. */
export function Switch(props: ToggleProps) {
  return <Toggle {...props} look="switch" />;
}

/** One thing to tick. */
export function Checkbox(props: ToggleProps) {
  return <Toggle {...props} look="checkbox" />;
}

function Toggle({
  label,
  checked,
  onChange,
  hint,
  problem,
  disabled,
  isLabelHidden = false,
  name,
  onBlur,
  look,
}: ToggleProps & { readonly look: "switch" | "checkbox" }) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className="toggle">
      <input
        id={id}
        type="checkbox"
        {...(look === "switch" ? { role: "switch" } : {})}
        className={look}
        checked={checked}
        disabled={disabled}
        name={name}
        onBlur={onBlur}
        aria-describedby={note ? `${id}-note` : undefined}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id} className={isLabelHidden ? "sr" : undefined}>
        {label}
      </label>
      {note ? (
        <span
          id={`${id}-note`}
          className={classNames("toggle-note", problem ? "problem" : "hint")}
          role={problem ? "alert" : undefined}
        >
          {note}
        </span>
      ) : null}
    </div>
  );
}
