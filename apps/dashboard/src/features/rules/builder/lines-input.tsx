"use client";

import { TextArea } from "@countersign/ui";
import { useState } from "react";

interface LinesInputProps {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

const TALLEST = 8;

/** Values that may hold spaces and commas, one to a line. */
export function LinesInput({ label, value, onChange }: LinesInputProps) {
  const [text, setText] = useState(() => value.join("\n"));
  const isSame = linesOf(text).join("\n") === value.join("\n");
  const shown = isSame ? text : value.join("\n");
  return (
    <TextArea
      aria-label={`${label}, one to a line`}
      placeholder="One value to a line"
      rows={Math.min(Math.max(shown.split("\n").length, 2), TALLEST)}
      value={shown}
      onChange={(event) => {
        setText(event.target.value);
        onChange(linesOf(event.target.value));
      }}
    />
  );
}

/** The lines that hold something, each once. Pure. */
export function linesOf(text: string): readonly string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}
