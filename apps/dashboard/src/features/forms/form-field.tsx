"use client";

import {
  Combobox,
  Field,
  type FieldControl,
  Input,
  RadioCards,
  Select,
  Switch,
  TagInput,
  TextArea,
} from "@countersign/ui";
import type { ComponentProps, ReactNode } from "react";
import { type ControllerRenderProps, type FieldPath, type FieldValues, useController } from "react-hook-form";
import type { ZodForm } from "./use-zod-form.ts";

interface FormFieldProps<Values extends FieldValues, Output> {
  readonly form: ZodForm<Values, Output>;
  readonly name: FieldPath<Values>;
  readonly label: string;
  readonly hint?: string;
}

type Bound<Values extends FieldValues> = ControllerRenderProps<Values, FieldPath<Values>>;

function useBound<Values extends FieldValues, Output>({ form, name }: FormFieldProps<Values, Output>) {
  const { field, fieldState } = useController({ control: form.methods.control, name });
  return { field, problem: fieldState.error ? messageOf(fieldState.error) : undefined };
}

/** The first message of a field's error; that of a list may stand at one of its items. */
function messageOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "This can't be used.";
  if ("message" in error && typeof error.message === "string" && error.message !== "") return error.message;
  const inner = Object.values(error).find((value) => typeof value === "object" && value !== null);
  return inner === undefined ? "This can't be used." : messageOf(inner);
}

/** A field of a form around any control: bind `field` and spread `control` on it. */
export function FormField<Values extends FieldValues, Output>({
  children,
  ...props
}: FormFieldProps<Values, Output> & {
  readonly children: (control: FieldControl, field: Bound<Values>) => ReactNode;
}) {
  const { field, problem } = useBound(props);
  return (
    <Field label={props.label} problem={problem} {...(props.hint ? { hint: props.hint } : {})}>
      {(control) => children(control, field)}
    </Field>
  );
}

type Own<Values extends FieldValues, Output> = FormFieldProps<Values, Output>;
type Rest<C extends "input" | "select" | "textarea"> = Omit<
  ComponentProps<C>,
  "form" | "name" | "id" | "value" | "defaultValue" | "onChange" | "checked" | "label" | "hint"
>;

/** A line of text. */
export function FormInput<Values extends FieldValues, Output>(props: Own<Values, Output> & Rest<"input">) {
  const { form, name, label, hint, ...rest } = props;
  return (
    <FormField form={form} name={name} label={label} {...(hint ? { hint } : {})}>
      {(control, field) => <Input {...rest} {...control} {...field} value={field.value ?? ""} />}
    </FormField>
  );
}

/** Several lines of text. */
export function FormTextArea<Values extends FieldValues, Output>(props: Own<Values, Output> & Rest<"textarea">) {
  const { form, name, label, hint, ...rest } = props;
  return (
    <FormField form={form} name={name} label={label} {...(hint ? { hint } : {})}>
      {(control, field) => <TextArea rows={4} {...rest} {...control} {...field} value={field.value ?? ""} />}
    </FormField>
  );
}

/** A choice from a short list: give it `option` elements. */
export function FormSelect<Values extends FieldValues, Output>(props: Own<Values, Output> & Rest<"select">) {
  const { form, name, label, hint, ...rest } = props;
  return (
    <FormField form={form} name={name} label={label} {...(hint ? { hint } : {})}>
      {(control, field) => <Select {...rest} {...control} {...field} value={field.value ?? ""} />}
    </FormField>
  );
}

/** Several words; the value is a list of strings. */
export function FormTags<Values extends FieldValues, Output>(
  props: Own<Values, Output> & Pick<ComponentProps<typeof TagInput>, "suggestions" | "validate" | "placeholder">,
) {
  const { form, name, label, hint, ...rest } = props;
  return (
    <FormField form={form} name={name} label={label} {...(hint ? { hint } : {})}>
      {(control, field) => (
        <TagInput {...rest} {...control} value={field.value ?? []} onChange={field.onChange} onBlur={field.onBlur} />
      )}
    </FormField>
  );
}

/** A choice from a long list; the value is a string or null. */
export function FormCombobox<Values extends FieldValues, Output>(
  props: Own<Values, Output> & Pick<ComponentProps<typeof Combobox>, "options" | "placeholder" | "isFree" | "disabled">,
) {
  const { form, name, label, hint, ...rest } = props;
  return (
    <FormField form={form} name={name} label={label} {...(hint ? { hint } : {})}>
      {(control, field) => (
        <Combobox {...rest} {...control} value={field.value ?? null} onChange={field.onChange} onBlur={field.onBlur} />
      )}
    </FormField>
  );
}

/** On or off. */
export function FormSwitch<Values extends FieldValues, Output>(props: Own<Values, Output>) {
  const { field, problem } = useBound(props);
  return (
    <Switch
      label={props.label}
      {...(props.hint ? { hint: props.hint } : {})}
      problem={problem}
      checked={field.value === true}
      onChange={field.onChange}
      onBlur={field.onBlur}
    />
  );
}

/** A choice of one whose options need words. */
export function FormRadioCards<Values extends FieldValues, Output>(
  props: Own<Values, Output> & Pick<ComponentProps<typeof RadioCards>, "options">,
) {
  const { field, problem } = useBound(props);
  return (
    <RadioCards
      label={props.label}
      options={props.options}
      problem={problem}
      value={field.value ?? null}
      onChange={field.onChange}
    />
  );
}
