"use client";

import { useState } from "react";
import { Button } from "./button.tsx";

/** Copies a text and says so. `label` names what is copied ("Copy record id"). */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const words = { idle: "Copy", copied: "Copied", failed: "Select and copy by hand" }[state];
  return (
    <Button
      look="quiet"
      aria-label={state === "idle" ? label : words}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
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
