"use client";

import { Checkbox } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { type FieldPath, type FieldValues, useController, useWatch } from "react-hook-form";
import { useTRPC } from "#features/api/trpc.ts";
import { FormInput, FormSelect, FormTags } from "#features/forms/form-field.tsx";
import type { ZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { EXPIRIES, EXPIRY_WORDS, rangeProblem } from "./key-form.ts";

interface KeyValues extends FieldValues {
  readonly title: string;
  readonly expiry: string;
  readonly day: string;
  readonly ipRanges: string[];
  readonly connectionIds: string[];
}

/** Title and restrictions of a key: when it ends, from where and for what it may be used. */
export function KeyFields<Values extends KeyValues, Output>({ form }: { readonly form: ZodForm<Values, Output> }) {
  // react-hook-form can't follow the names of a type that is still open; KeyValues has them all.
  const named = (name: keyof KeyValues & string) => name as FieldPath<Values>;
  const expiry: unknown = useWatch({ control: form.methods.control, name: named("expiry") });
  return (
    <>
      <FormInput form={form} name={named("title")} label="Title" hint="Where it is used." placeholder="Nightly job" />
      <div className="grid gap-4 sm:grid-cols-2">
        <FormSelect form={form} name={named("expiry")} label="Expires">
          {EXPIRIES.map((one) => (
            <option key={one} value={one}>
              {EXPIRY_WORDS[one]}
            </option>
          ))}
        </FormSelect>
        {expiry === "date" ? <FormInput form={form} name={named("day")} label="Last day" type="date" /> : null}
      </div>
      <FormTags
        form={form}
        name={named("ipRanges")}
        label="Only from these addresses"
        hint="Addresses or ranges; empty means from anywhere."
        placeholder="10.0.0.0/8"
        validate={rangeProblem}
      />
      <ConnectionChoice form={form} name={named("connectionIds")} />
    </>
  );
}

interface ConnectionChoiceProps<Values extends FieldValues, Output> {
  readonly form: ZodForm<Values, Output>;
  readonly name: FieldPath<Values>;
}

function ConnectionChoice<Values extends FieldValues, Output>({ form, name }: ConnectionChoiceProps<Values, Output>) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const connections = useQuery(trpc.connections.list.queryOptions({ organization }));
  const { field, fieldState } = useController({ control: form.methods.control, name });
  const chosen: readonly string[] = field.value;
  const living = (connections.data?.connections ?? []).filter((connection) => connection.disconnectedAt === null);
  if (living.length === 0) return null;
  return (
    <fieldset className="m-0 grid gap-2 border-0 p-0">
      <legend className="p-0 font-medium">Only for these connections</legend>
      {living.map(({ id, title, name: own }) => (
        <Checkbox
          key={id}
          label={title}
          hint={own}
          checked={chosen.includes(id)}
          onChange={(isOn) => field.onChange(isOn ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
      <span className={fieldState.error ? "text-deny" : "label"} role={fieldState.error ? "alert" : undefined}>
        {fieldState.error?.message ?? "None ticked means all of them, those added later included."}
      </span>
    </fieldset>
  );
}
