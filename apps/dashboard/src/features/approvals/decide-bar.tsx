"use client";

import { Button, isTyping, Kbd } from "@countersign/ui";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useEffect, useState } from "react";
import type { ApprovalDetail } from "#server/views/approval.ts";
import { DenyDialog } from "./deny-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { GrantDialog } from "./grant-dialog.tsx";
import type { useDecision } from "./use-decision.ts";

interface DecideBarProps {
  readonly approval: ApprovalDetail;
  readonly decision: ReturnType<typeof useDecision>;
}

const ACTS = ["approve", "deny"] as const;

/** Approve, with changes or with a grant, and Deny, by pointer or by A, E, G and D. */
export function DecideBar({ approval, decision }: DecideBarProps) {
  // Where a notification's button leads: it opens the question, and the person still answers it here.
  const [act] = useQueryState("act", parseAsStringLiteral(ACTS));
  const [isDenying, setIsDenying] = useState(act === "deny");
  const [isEditing, setIsEditing] = useState(false);
  const [isGranting, setIsGranting] = useState(false);
  const { canEdit, mayVary } = approval;
  const { approve, isPending } = decision;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isPending || isTyping(event)) return;
      if (event.key === "a") approve();
      if (event.key === "d") {
        event.preventDefault();
        setIsDenying(true);
      }
      if (event.key === "e" && canEdit) {
        event.preventDefault();
        setIsEditing(true);
      }
      if (event.key === "g" && mayVary) {
        event.preventDefault();
        setIsGranting(true);
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
        <Button look="seal" aria-keyshortcuts="a" autoFocus={act === "approve"} disabled={isPending} onClick={approve}>
          Approve <Kbd>A</Kbd>
        </Button>
        {canEdit ? (
          <Button aria-keyshortcuts="e" disabled={isPending} onClick={() => setIsEditing(true)}>
            Approve with changes… <Kbd>E</Kbd>
          </Button>
        ) : null}
        {mayVary ? (
          <Button aria-keyshortcuts="g" disabled={isPending} onClick={() => setIsGranting(true)}>
            Approve, and more like it… <Kbd>G</Kbd>
          </Button>
        ) : null}
        <Button aria-keyshortcuts="d" disabled={isPending} onClick={() => setIsDenying(true)}>
          Deny… <Kbd>D</Kbd>
        </Button>
        <span className="spacer flex-1" />
      </div>
      {canEdit ? (
        <EditDialog
          key={approval.revision}
          approval={approval}
          isOpen={isEditing}
          isPending={isPending}
          problem={decision.editProblem}
          onClose={() => setIsEditing(false)}
          onEdit={(args) => decision.edit(args, () => setIsEditing(false))}
        />
      ) : null}
      {mayVary ? (
        <GrantDialog
          approval={approval}
          mayVary={mayVary}
          isOpen={isGranting}
          isPending={isPending}
          problem={decision.problem}
          onClose={() => setIsGranting(false)}
          onGrant={(wish) => decision.grant(wish, () => setIsGranting(false))}
        />
      ) : null}
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
