"use client";

import { Button, Dialog, Field, TextArea } from "@countersign/ui";
import { type FormEvent, useState } from "react";

const LONGEST_REASON = 500;

interface DenyDialogProps {
  /** What is denied: `3 calls`. */
  readonly what?: string;
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onDeny: (reason: string) => void;
}

/** Asks why, since the agent is told: a reason lets it go on some other way. */
export function DenyDialog({ what = "this call", isOpen, isPending, onClose, onDeny }: DenyDialogProps) {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") setProblem("Write a reason: the agent is told it.");
    else onDeny(reason.trim());
  };
  return (
    <Dialog title={`Deny ${what}`} isOpen={isOpen} onClose={onClose}>
      <form className="mt-3 grid gap-4" onSubmit={submit}>
        <Field label="Reason" hint="The agent reads it, so say what it may do instead." problem={problem}>
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              maxLength={LONGEST_REASON}
              value={reason}
              autoFocus
              onChange={(event) => {
                setReason(event.target.value);
                setProblem(undefined);
              }}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it waiting</Button>
          <Button type="submit" look="primary" disabled={isPending}>
            {isPending ? "Denying…" : `Deny ${what}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
