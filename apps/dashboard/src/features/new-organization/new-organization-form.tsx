"use client";

import { isName } from "@countersign/core";
import { Input } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormCombobox, FormField } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { suggestedName } from "./suggested-name.ts";

const schema = z.object({
  title: z.string().trim().min(1, { error: "Give it a title." }).max(120),
  name: z.string().trim().refine(isName, {
    error: "Lower-case letters, digits and hyphens, beginning with a letter, at most 31.",
  }),
  timeZone: z.string().min(1, { error: "Choose the time zone in which its days begin." }),
});

/** Makes an organization: its title suggests the name, and the browser the time zone. */
export function NewOrganizationForm() {
  const trpc = useTRPC();
  const create = useMutation(trpc.organizations.create.mutationOptions());
  const [isNameOwn, setNameOwn] = useState(false);
  const zones = useMemo(() => zoneNames().map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })), []);
  const form = useZodForm(schema, {
    defaultValues: { title: "", name: "", timeZone: "UTC" },
    guard: true,
    onSubmit: async (values) => {
      const { name } = await create.mutateAsync(values);
      window.location.assign(`/o/${name}`);
    },
  });
  const { methods } = form;
  useEffect(() => {
    // Only the browser knows; the server rendered UTC.
    methods.setValue("timeZone", Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  }, [methods]);
  return (
    <form onSubmit={form.submit} noValidate className="grid gap-4">
      <FormField form={form} name="title" label="Title" hint="What people call it: your company or team.">
        {(control, field) => (
          <Input
            {...control}
            {...field}
            value={field.value ?? ""}
            maxLength={120}
            autoFocus
            autoComplete="organization"
            onChange={(event) => {
              field.onChange(event);
              const shouldValidate = methods.formState.isSubmitted;
              if (!isNameOwn) methods.setValue("name", suggestedName(event.target.value), { shouldValidate });
            }}
          />
        )}
      </FormField>
      <FormField form={form} name="name" label="Name" hint="Stands in addresses, as /o/name, and never changes.">
        {(control, field) => (
          <Input
            {...control}
            {...field}
            value={field.value ?? ""}
            className="mono"
            maxLength={31}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => {
              setNameOwn(event.target.value !== "");
              field.onChange(event);
              methods.trigger("name").catch(() => undefined);
            }}
          />
        )}
      </FormField>
      <FormCombobox
        form={form}
        name="timeZone"
        label="Time zone"
        hint="Limits by day, week and month begin at its midnight."
        options={zones}
      />
      <FormActions
        form={form}
        submitLabel="Create the organization"
        pendingLabel="Creating…"
        isDisabled={create.isSuccess}
      />
    </form>
  );
}

function zoneNames(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}
