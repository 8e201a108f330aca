"use client";

import { GLASS_CONFIRM } from "@countersign/core";
import { Banner, Button, Dialog, Field, Input, TextArea, TimeText, VisibleText } from "@countersign/ui";
import { type FormEvent, useState } from "react";
import type { ApprovalDetail } from "#server/views/approval.ts";
import type { useDecision } from "./use-decision.ts";
import { voteWay } from "./vote-way.ts";

const LONGEST_REASON = 500;

/** Says, for as long as the approval exists, that owners let its call through or that one has begun to. */
export function GlassBanner({ approval }: { readonly approval: ApprovalDetail }) {
  const { glass, brokenGlassAt, state } = approval;
  if (glass.length === 0) return null;
  const isOpen = brokenGlassAt === null;
  return (
    <Banner tone={isOpen ? "attention" : "danger"} className="mt-4">
      <strong>{isOpen ? "An owner breaks the glass." : "Break-glass: two owners let this call through."}</strong>
      {isOpen && state === "pending" ? " A second owner has to as well before it may run." : null}
      <ul className="m-0 mt-2 list-none p-0">
        {glass.map((broken) => (
          <li key={broken.at}>
            {broken.userName} {voteWay(broken.channel)}, <TimeText at={broken.at} />: “
            <VisibleText>{broken.reason}</VisibleText>”
          </li>
        ))}
      </ul>
    </Banner>
  );
}

interface BreakGlassProps {
  readonly approval: ApprovalDetail;
  readonly decision: ReturnType<typeof useDecision>;
}

/** Lets an owner break the glass: by pointer only, with a reason and words to write, so that nobody does by mistake. */
export function BreakGlass({ approval, decision }: BreakGlassProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section className="mt-6 border-t pt-4">
      <p className="muted m-0 mb-2">
        {approval.glass.length === 0
          ? "If it can't wait for the people it asks, two owners together may let it through."
          : "You are the second owner it takes to let it through."}
      </p>
      <Button disabled={decision.isPending} onClick={() => setIsOpen(true)}>
        Break glass…
      </Button>
      <BreakGlassDialog
        isSecond={approval.glass.length > 0}
        isOpen={isOpen}
        isPending={decision.isPending}
        problem={decision.glassProblem}
        onClose={() => setIsOpen(false)}
        onBreak={(reason) => decision.breakGlass(reason, () => setIsOpen(false))}
      />
    </section>
  );
}

interface BreakGlassDialogProps {
  /** Whether the call is let through by this. */
  readonly isSecond: boolean;
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly problem: string | null;
  readonly onClose: () => void;
  readonly onBreak: (reason: string) => void;
}

function BreakGlassDialog({ isSecond, isOpen, isPending, problem, onClose, onBreak }: BreakGlassDialogProps) {
  const [reason, setReason] = useState("");
  const [confirm, setConfirm] = useState("");
  const [isRefused, setIsRefused] = useState(false);
  const isConfirmed = confirm.trim().toLowerCase() === GLASS_CONFIRM;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsRefused(true);
    if (reason.trim() !== "" && isConfirmed) onBreak(reason.trim());
  };
  return (
    <Dialog title="Break glass" isOpen={isOpen} onClose={onClose}>
      <form className="mt-3 grid gap-4" onSubmit={submit} noValidate>
        <p className="m-0">
          {isSecond
            ? "The call is let through as soon as you confirm, in place of the people it asks."
            : "A second owner has to do the same before the call is let through."}{" "}
          The policy and its limits still hold. Everybody who was asked and all owners are told, with your reason, and
          the record says so for good.
        </p>
        <Field
          label="Why it can't wait"
          problem={isRefused && reason.trim() === "" ? "Write a reason: everybody is told it." : undefined}
        >
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              maxLength={LONGEST_REASON}
              value={reason}
              autoFocus
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={`Write “${GLASS_CONFIRM}” to confirm`}
          problem={isRefused && !isConfirmed ? `Write ${GLASS_CONFIRM}.` : undefined}
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={confirm}
              onChange={(event) => setConfirm(event.target.value)}
            />
          )}
        </Field>
        {problem ? (
          <p role="alert" className="text-deny m-0">
            {problem}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it waiting</Button>
          <Button type="submit" look="danger" disabled={isPending}>
            {isPending ? "Breaking…" : "Break glass"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
