"use client";

import { useQuery } from "@tanstack/react-query";
import type { FieldPath, FieldValues } from "react-hook-form";
import { useTRPC } from "#features/api/trpc.ts";
import { FormCombobox } from "#features/forms/form-field.tsx";
import type { ZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

interface OwnerFieldProps<Values extends FieldValues, Output> {
  readonly form: ZodForm<Values, Output>;
  readonly name: FieldPath<Values>;
}

/** The member who answers for an agent. */
export function OwnerField<Values extends FieldValues, Output>({ form, name }: OwnerFieldProps<Values, Output>) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const owners = useQuery(trpc.agents.owners.queryOptions({ organization }));
  return (
    <FormCombobox
      form={form}
      name={name}
      label="Owner"
      hint="The person who answers for it. Approvals of its calls can be kept from its owner."
      placeholder="Nobody"
      options={(owners.data?.members ?? []).map((member) => ({
        value: member.memberId,
        label: member.name,
        hint: member.email,
      }))}
    />
  );
}
