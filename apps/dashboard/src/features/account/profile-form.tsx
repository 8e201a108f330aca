"use client";

import { Section, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";

const schema = z.object({ name: z.string().trim().min(1, "Enter a name.").max(120, "At most 120 characters.") });

/** What others read where you act. */
export function ProfileForm({ name, email }: { readonly name: string; readonly email: string }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const update = useMutation(trpc.me.update.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { name },
    guard: true,
    onSubmit: async (values) => {
      const saved = await update.mutateAsync(values);
      form.methods.reset({ name: saved.name });
      await cache.invalidateQueries(trpc.me.pathFilter());
      toast("Saved.");
    },
  });
  const { methods, isDirty } = form;
  useEffect(() => {
    if (!isDirty) methods.reset({ name });
  }, [isDirty, methods, name]);
  return (
    <Section title="Profile" className="mt-2">
      <form onSubmit={form.submit} className="mt-4 grid gap-4" noValidate>
        <FormInput
          form={form}
          name="name"
          label="Name"
          hint="Members, approvals and records show it."
          autoComplete="name"
        />
        <p className="m-0">
          <span className="label block">E-mail</span>
          <span className="break-all">{email}</span>
        </p>
        <FormActions form={form} submitLabel="Save name" pendingLabel="Saving…" isDisabled={!isDirty} />
      </form>
    </Section>
  );
}
