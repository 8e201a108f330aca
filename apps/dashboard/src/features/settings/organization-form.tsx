"use client";

import { Banner, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useMemo } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormCombobox, FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { timeZoneOptions } from "./time-zones.ts";

interface OrganizationFormProps {
  readonly title: string;
  readonly timeZone: string;
}

const schema = z.object({
  title: z.string().trim().min(1, "Enter what people call the organization.").max(120, "At most 120 characters."),
  timeZone: z.string("Choose a time zone.").min(1, "Choose a time zone."),
});

/** Changes what may change. What somebody else saved meanwhile comes in only while nothing is typed here. */
export function OrganizationForm({ title, timeZone }: OrganizationFormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const { name: organization } = useOrganization();
  const update = useMutation(trpc.organization.update.mutationOptions());
  const zones = useMemo(() => timeZoneOptions(new Date()), []);
  const form = useZodForm(schema, {
    defaultValues: { title, timeZone },
    guard: true,
    onSubmit: async (values) => {
      const saved = await update.mutateAsync({ organization, ...values });
      form.methods.reset({ title: saved.title, timeZone: saved.timeZone });
      toast(saved.inForce ? "Saved." : "Saved. It reaches the gateways as soon as Redis answers again.");
      await cache.invalidateQueries(trpc.organization.pathFilter());
      router.refresh();
    },
  });
  const { methods, isDirty } = form;
  useEffect(() => {
    if (!isDirty) methods.reset({ title, timeZone });
  }, [isDirty, methods, title, timeZone]);
  const chosenZone = useWatch({ control: methods.control, name: "timeZone" });
  return (
    <form onSubmit={form.submit} className="grid gap-4" noValidate>
      <FormInput
        form={form}
        name="title"
        label="Title"
        hint="What people read on pages and in mails."
        autoComplete="organization"
      />
      <FormCombobox
        form={form}
        name="timeZone"
        label="Time zone"
        hint="Limits by day, week and month begin in it. Type a city or an offset."
        options={zones}
      />
      {chosenZone !== timeZone && chosenZone ? (
        <Banner tone="attention">
          Limits by day, week and month follow the new zone from the next call on. Their windows then begin at another
          hour, so what was used today may count from anew.
        </Banner>
      ) : null}
      <FormActions form={form} submitLabel="Save changes" pendingLabel="Saving…" isDisabled={!isDirty} />
    </form>
  );
}
