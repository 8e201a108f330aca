"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field, Input } from "./field.tsx";
import { useDescribeError } from "./ui-provider.tsx";

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  /** The question, naming the thing: "Revoke the key of outreach-7?". */
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly body: ReactNode;
  /** What the button says: "Revoke key". */
  readonly confirmLabel: string;
  /** The dialog closes once it resolves; when it rejects, the dialog stays and says why. */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** A name to type first, for what can't be undone. */
  readonly mustType?: string;
  readonly isDanger?: boolean;
}

/** Asks before an act. Errors show inside, and the question stays open. */
export function ConfirmDialog({ isOpen, title, onClose, ...rest }: ConfirmDialogProps) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <ConfirmForm onClose={onClose} {...rest} />
    </Dialog>
  );
}

type ConfirmFormProps = Omit<ConfirmDialogProps, "isOpen" | "title">;

function ConfirmForm({ body, confirmLabel, onConfirm, onClose, mustType, isDanger = false }: ConfirmFormProps) {
  const describe = useDescribeError();
  const [typed, setTyped] = useState("");
  const [isPending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const isReady = mustType === undefined || typed.trim() === mustType;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || isPending) return;
    setPending(true);
    setProblem(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(describe(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <form onSubmit={submit} className="mt-3 grid gap-4">
      <div className="muted">{body}</div>
      {mustType === undefined ? null : (
        <Field label={`Type ${mustType} to confirm`}>
          {(control) => (
            <Input
              {...control}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              autoFocus
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      )}
      {problem === null ? null : (
        <p role="alert" className="m-0 text-deny">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look={isDanger ? "danger" : "primary"} type="submit" disabled={!isReady || isPending}>
          {isPending ? "One moment…" : confirmLabel}
        </Button>
      </div>
    </form>
  );
}
