"use client";

import { ConfirmDialog, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

const WRONG = "Enter a whole number of days, 1 to 36500, or nothing.";
const schema = z.object({
  days: z
    .string()
    .trim()
    .refine((text) => text === "" || (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 36_500), WRONG),
});

/** Sets after how many days bodies go; asks before anything that is there would go. */
export function RetentionForm({ days }: { readonly days: number | null }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { name: organization } = useOrganization();
  const retain = useMutation(trpc.audit.retain.mutationOptions());
  const [asked, setAsked] = useState<number | null>(null);
  const save = async (wanted: number | null) => {
    await retain.mutateAsync({ organization, days: wanted });
    form.methods.reset({ days: wanted === null ? "" : String(wanted) });
    toast("Saved.");
    await cache.invalidateQueries(trpc.audit.pathFilter());
  };
  const form = useZodForm(schema, {
    defaultValues: { days: days === null ? "" : String(days) },
    guard: true,
    onSubmit: async (values) => {
      const wanted = values.days === "" ? null : Number(values.days);
      if (wanted !== null && (days === null || wanted < days)) setAsked(wanted);
      else await save(wanted);
    },
  });
  return (
    <>
      <form onSubmit={form.submit} className="grid gap-4" noValidate>
        <FormInput
          form={form}
          name="days"
          label="Days"
          hint="Leave it empty to keep them for ever."
          inputMode="numeric"
          autoComplete="off"
        />
        <FormActions form={form} submitLabel="Save" pendingLabel="Saving…" isDisabled={!form.isDirty} />
      </form>
      <ConfirmDialog
        isOpen={asked !== null}
        title={`Keep arguments and results for ${asked === 1 ? "1 day" : `${asked ?? ""} days`}?`}
        body="What is older is erased within minutes and can't be brought back, not by us either."
        confirmLabel="Erase what is older"
        mustType={organization}
        isDanger
        onClose={() => setAsked(null)}
        onConfirm={() => save(asked)}
      />
    </>
  );
}
