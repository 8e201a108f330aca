"use client";

import { useState } from "react";
import { Button } from "./button.tsx";

interface CopyButtonProps {
  /** The text, or what gives it once it is asked for. */
  readonly text: string | (() => string);
  /** Names what is copied: "Copy record id". */
  readonly label: string;
  /** What the button shows; "Copy" unless said. */
  readonly children?: string;
}

/** Copies a text and says so. */
export function CopyButton({ text, label, children = "Copy" }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const words = { idle: children, copied: "Copied", failed: "Select and copy by hand" }[state];
  return (
    <Button
      look="quiet"
      aria-label={state === "idle" ? label : words}
      onClick={() => {
        navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(
          () => setState("copied"),
          () => setState("failed"),
        );
      }}
      onBlur={() => setState("idle")}
    >
      <span aria-live="polite">{words}</span>
    </Button>
  );
}
