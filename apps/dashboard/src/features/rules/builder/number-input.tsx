"use client";

import { Input } from "@countersign/ui";
import { useState } from "react";

interface NumberInputProps {
  readonly label: string;
  /** NaN while nothing readable is typed. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly id?: string;
  readonly isWhole?: boolean;
}

/** A number as typed; what isn't one yet stays in the field. */
export function NumberInput({ label, value, onChange, id, isWhole = false }: NumberInputProps) {
  const [text, setText] = useState(Number.isNaN(value) ? "" : String(value));
  const read = readNumber(text, isWhole);
  const isSame = Object.is(read, value) || (Number.isNaN(read) && Number.isNaN(value));
  const isWrong = Number.isNaN(read) && text.trim() !== "";
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      aria-label={label}
      inputMode={isWhole ? "numeric" : "decimal"}
      autoComplete="off"
      value={isSame ? text : String(value)}
      {...(isWrong ? { "aria-invalid": true } : {})}
      onChange={(event) => {
        setText(event.target.value);
        onChange(readNumber(event.target.value, isWhole));
      }}
    />
  );
}

/** Reads a decimal number; NaN for anything else. Pure. */
export function readNumber(text: string, isWhole: boolean): number {
  const pattern = isWhole ? /^\d{1,9}$/ : /^-?\d{1,15}(\.\d{1,9})?$/;
  return pattern.test(text.trim()) ? Number(text) : Number.NaN;
}
