"use client";

import { Button, Dialog, useToast } from "@countersign/ui";
import { z } from "zod";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormCombobox, FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import type { AbsenceView } from "#server/views/member.ts";

export interface Delegate {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

interface AbsenceFormProps {
  readonly absence: AbsenceView | null;
  /** Who can decide meanwhile. */
  readonly delegates: readonly Delegate[];
  /** Null: not away. */
  readonly onSave: (absence: Pick<AbsenceView, "from" | "until" | "delegateId"> | null) => Promise<void>;
  readonly onClose: () => void;
}

/** Says when somebody is away and who decides their approvals meanwhile. */
export function AbsenceDialog({
  title,
  isOpen,
  ...form
}: AbsenceFormProps & { readonly title: string; readonly isOpen: boolean }) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={form.onClose}>
      <AbsenceForm {...form} />
    </Dialog>
  );
}

const schema = z
  .object({
    from: z.string().min(1, "Choose when it begins."),
    until: z.string().min(1, "Choose when it ends."),
    delegateId: z.string({ error: "Choose who decides meanwhile." }),
  })
  .refine(({ from, until }) => new Date(from) < new Date(until), {
    path: ["until"],
    error: "It ends after it begins.",
  });

function AbsenceForm({ absence, delegates, onSave, onClose }: AbsenceFormProps) {
  const toast = useToast();
  const form = useZodForm(schema, {
    defaultValues: {
      from: clockTime(absence ? new Date(absence.from) : new Date()),
      until: absence ? clockTime(new Date(absence.until)) : "",
      ...(absence ? { delegateId: absence.delegateId } : {}),
    },
    fieldOf: (path) => {
      const name = path.split(".").at(-1);
      return name === "from" || name === "until" || name === "delegateId" ? name : null;
    },
    onSubmit: async ({ from, until, delegateId }) => {
      await onSave({ from: new Date(from).toISOString(), until: new Date(until).toISOString(), delegateId });
      onClose();
    },
  });
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <p className="muted m-0">
        Until the end, whoever is chosen is asked too and decides in the absent person's place. Their votes say so.
      </p>
      <FormInput form={form} name="from" label="Away from" type="datetime-local" />
      <FormInput form={form} name="until" label="Until" type="datetime-local" />
      <FormCombobox
        form={form}
        name="delegateId"
        label="Approvals go to"
        placeholder="Choose a member"
        options={delegates.map(({ id, name, email }) => ({ value: id, label: name, hint: email }))}
      />
      <FormActions form={form} submitLabel="Save" pendingLabel="Saving…" isDisabled={!form.isDirty}>
        {absence ? (
          <Button
            onClick={() => {
              onSave(null).then(onClose, (error: Error) => toast(`Not saved: ${error.message}`));
            }}
          >
            Not away
          </Button>
        ) : null}
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

/** An instant on this browser's clock, as fields for date and time take it. */
function clockTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
