"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { type FormEvent, useState } from "react";
import { type DefaultValues, type FieldPath, type FieldValues, type UseFormReturn, useForm } from "react-hook-form";
import type { z } from "zod";
import { fieldAmong, serverProblems } from "./server-problems.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";

interface ZodFormOptions<Values extends FieldValues, Output> {
  readonly defaultValues: DefaultValues<Values>;
  /** Gets the parsed values. When it rejects, the form shows why, at the field where that is known. */
  readonly onSubmit: (values: Output) => Promise<unknown>;
  /** The form's name for a path of the server's input; by default the path itself. Null when the form has none. */
  readonly fieldOf?: (path: string) => FieldPath<Values> | null;
  /** Asks before the page is left with something unsaved. */
  readonly guard?: boolean;
}

export interface ZodForm<Values extends FieldValues, Output = Values> {
  readonly methods: UseFormReturn<Values, unknown, Output>;
  /** For the form's `onSubmit`. */
  readonly submit: (event?: FormEvent) => void;
  readonly isPending: boolean;
  readonly isDirty: boolean;
  /** What is wrong and belongs to no field. */
  readonly problem: string | null;
}

/**
 * A form checked by a zod schema: first here, at each field once it was left, then by the server, whose refusals come
 * back to the fields they are about. Whatever happens, what was typed stays.
 */
export function useZodForm<Values extends FieldValues, Output>(
  schema: z.ZodType<Output, Values>,
  { defaultValues, onSubmit, fieldOf, guard = false }: ZodFormOptions<Values, Output>,
): ZodForm<Values, Output> {
  const methods = useForm<Values, unknown, Output>({
    resolver: zodResolver(schema),
    defaultValues,
    mode: "onTouched",
  });
  const [problem, setProblem] = useState<string | null>(null);
  const { isDirty, isSubmitting, isSubmitSuccessful } = methods.formState;
  useLeaveGuard(guard && isDirty && !isSubmitting && !(isSubmitSuccessful && problem === null));
  const refuse = (error: unknown) => {
    const names = Object.keys(methods.getValues());
    const known = serverProblems(error, (path) => (fieldOf ? fieldOf(path) : fieldAmong(names, path)));
    for (const [index, field] of known.fields.entries()) {
      // `fieldOf` answers with names of the form; react-hook-form can't know that of a string.
      const name = field.path as FieldPath<Values>;
      methods.setError(name, { type: "server", message: field.message }, { shouldFocus: index === 0 });
    }
    setProblem(known.rest);
  };
  const submit = (event?: FormEvent) => {
    // A form in a dialog must not submit the form the dialog stands in.
    event?.preventDefault();
    event?.stopPropagation();
    setProblem(null);
    methods
      .handleSubmit(async (values) => {
        try {
          await onSubmit(values);
        } catch (error) {
          refuse(error);
        }
      })()
      .catch(() => undefined);
  };
  return { methods, submit, isPending: isSubmitting, isDirty, problem };
}
