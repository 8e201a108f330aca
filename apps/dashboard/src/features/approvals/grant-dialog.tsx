"use client";

import { GRANT_CHOICES } from "@countersign/core";
import { Button, Dialog, Field, Select } from "@countersign/ui";
import { type FormEvent, useState } from "react";
import type { ApprovalDetail } from "#server/views/approval.ts";
import type { GrantWish } from "./use-decision.ts";

interface GrantDialogProps {
  readonly approval: ApprovalDetail;
  readonly mayVary: readonly string[];
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly problem: string | null;
  readonly onClose: () => void;
  readonly onGrant: (wish: GrantWish) => void;
}

/** Approves the call and lets further ones like it through; says what may differ before anything is granted. */
export function GrantDialog({ approval, mayVary, isOpen, isPending, problem, onClose, onGrant }: GrantDialogProps) {
  const [wish, setWish] = useState<GrantWish>(GRANT_CHOICES.usual);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onGrant(wish);
  };
  const fixed = approval.fields.filter(({ name, isPresent }) => isPresent && !mayVary.includes(name));
  return (
    <Dialog title="Approve, and further calls like it" isOpen={isOpen} onClose={onClose}>
      <form className="mt-3 grid gap-4" onSubmit={submit}>
        <p className="m-0">
          Only {approval.agentTitle} as <span className="mono">{approval.instanceName}</span> gets it, for{" "}
          <span className="mono">{approval.operation}</span>.{" "}
          {fixed.length === 0 ? null : (
            <>
              Exactly as here in every call: <b>{fixed.map(({ title }) => title).join(", ")}</b>.{" "}
            </>
          )}
          {mayVary.length === 0 ? "Nothing may differ." : <VaryText mayVary={mayVary} />} It ends when the rule, the
          tool or the session's labels change, and a deny always wins.
        </p>
        <div className="grid grid-cols-2 gap-4">
          <Field label="Further calls">
            {(control) => (
              <Select
                {...control}
                value={wish.calls}
                onChange={(event) => setWish({ ...wish, calls: Number(event.target.value) })}
              >
                {GRANT_CHOICES.calls.map((calls) => (
                  <option key={calls} value={calls}>
                    at most {calls}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="For">
            {(control) => (
              <Select
                {...control}
                value={wish.minutes}
                onChange={(event) => setWish({ ...wish, minutes: Number(event.target.value) })}
              >
                {GRANT_CHOICES.minutes.map(([minutes, words]) => (
                  <option key={minutes} value={minutes}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {problem ? (
          <p role="alert" className="m-0 text-deny">
            {problem}
          </p>
        ) : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Go back</Button>
          <Button type="submit" look="seal" disabled={isPending}>
            {isPending ? "Approving…" : "Approve and grant"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function VaryText({ mayVary }: { readonly mayVary: readonly string[] }) {
  return (
    <>
      May differ: <b className="mono">{mayVary.join(", ")}</b>.
    </>
  );
}
