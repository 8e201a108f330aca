"use client";

import { Button, isTyping, Kbd } from "@countersign/ui";
import { useEffect, useState } from "react";
import { DenyDialog } from "./deny-dialog.tsx";
import type { useDecision } from "./use-decision.ts";

/** Approve and Deny, by pointer or by A and D. */
export function DecideBar({ decision }: { readonly decision: ReturnType<typeof useDecision> }) {
  const [isDenying, setIsDenying] = useState(false);
  const { approve, isPending } = decision;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isPending || isTyping(event)) return;
      if (event.key === "a") approve();
      if (event.key === "d") {
        event.preventDefault();
        setIsDenying(true);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  return (
    <>
      {decision.problem ? (
        <p role="alert" className="text-deny">
          {decision.problem}
        </p>
      ) : null}
      <div className="acts">
        <Button look="seal" aria-keyshortcuts="a" disabled={isPending} onClick={approve}>
          Approve <Kbd>A</Kbd>
        </Button>
        <Button aria-keyshortcuts="d" disabled={isPending} onClick={() => setIsDenying(true)}>
          Deny… <Kbd>D</Kbd>
        </Button>
        <span className="spacer flex-1" />
      </div>
      <DenyDialog
        isOpen={isDenying}
        isPending={isPending}
        onClose={() => setIsDenying(false)}
        onDeny={(reason) => {
          setIsDenying(false);
          decision.deny(reason);
        }}
      />
    </>
  );
}
