"use client";

import { Button, type ButtonLook } from "@countersign/ui";
import type { ReactNode } from "react";

interface FormActionsProps {
  readonly form: { readonly isPending: boolean; readonly problem: string | null };
  /** What the button does: "Create agent". */
  readonly submitLabel: string;
  readonly pendingLabel?: string;
  readonly look?: ButtonLook;
  readonly isDisabled?: boolean;
  /** Beside the button: Cancel, for instance. */
  readonly children?: ReactNode;
}

/** The end of a form: what is wrong with all of it, and the button that sends it. */
export function FormActions(props: FormActionsProps) {
  const { form, submitLabel, pendingLabel = "One moment…", look = "primary", isDisabled = false, children } = props;
  return (
    <div className="grid gap-3">
      {form.problem === null ? null : (
        <p role="alert" className="m-0 text-deny">
          {form.problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button look={look} type="submit" disabled={form.isPending || isDisabled}>
          {form.isPending ? pendingLabel : submitLabel}
        </Button>
        {children}
      </div>
    </div>
  );
}
