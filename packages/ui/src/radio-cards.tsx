"use client";

import { type ReactNode, useId } from "react";

export interface RadioCard<Value extends string> {
  readonly value: Value;
  readonly title: string;
  /** What choosing it means. */
  readonly description?: ReactNode;
  readonly isDisabled?: boolean;
}

interface RadioCardsProps<Value extends string> {
  readonly label: string;
  readonly options: readonly RadioCard<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly problem?: string | undefined;
  readonly isLabelHidden?: boolean;
}

/** A choice of one, each with what it means, for when the words matter more than the room. */
export function RadioCards<Value extends string>(props: RadioCardsProps<Value>) {
  const { label, options, value, onChange, problem, isLabelHidden = false } = props;
  const name = useId();
  return (
    <fieldset className="radio-cards" aria-describedby={problem ? `${name}-problem` : undefined}>
      <legend className={isLabelHidden ? "sr" : undefined}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="radio-card">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.isDisabled}
            onChange={() => onChange(option.value)}
          />
          <span className="min-w-0">
            <span className="block font-medium">{option.title}</span>
            {option.description ? <span className="hint block">{option.description}</span> : null}
          </span>
        </label>
      ))}
      {problem ? (
        <span id={`${name}-problem`} className="problem" role="alert">
          {problem}
        </span>
      ) : null}
    </fieldset>
  );
}
