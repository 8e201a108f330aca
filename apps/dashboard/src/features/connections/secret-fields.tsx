"use client";

import type { FieldPath } from "react-hook-form";
import { z } from "zod";
import { FormInput, FormRadioCards } from "#features/forms/form-field.tsx";
import type { ZodForm } from "#features/forms/use-zod-form.ts";

/** What a form asks about a secret. Empty where none is presented. */
export const secretFields = {
  secretKind: z.enum(["none", "bearer", "header"]),
  headerName: z.string().trim().max(100),
  secretValue: z.string().max(5_000),
};

export interface SecretValues {
  secretKind: "none" | "bearer" | "header";
  headerName: string;
  secretValue: string;
}

export const NO_SECRET: SecretValues = { secretKind: "none", headerName: "", secretValue: "" };

/** What is missing of a secret, as zod tells it. */
export function checkSecret(values: SecretValues, context: z.RefinementCtx): void {
  if (values.secretKind === "none") return;
  if (values.secretValue.trim() === "") {
    context.addIssue({ code: "custom", path: ["secretValue"], message: "Paste the secret." });
  }
  if (values.secretKind === "header" && values.headerName === "") {
    context.addIssue({ code: "custom", path: ["headerName"], message: "Name the header, such as X-Api-Key." });
  }
}

/** The server's input for it; undefined where none is presented. */
export function secretInput({ secretKind, headerName, secretValue }: SecretValues) {
  if (secretKind === "none") return undefined;
  return { kind: secretKind, value: secretValue.trim(), ...(secretKind === "header" ? { headerName } : {}) };
}

/** The form's field for a path of the server's input. */
export function secretFieldOf(path: string): keyof SecretValues | null {
  if (path.endsWith("headerName")) return "headerName";
  return path.startsWith("secret") || path === "value" ? "secretValue" : null;
}

interface SecretFieldsProps<Values extends SecretValues, Output> {
  readonly form: ZodForm<Values, Output>;
  readonly isOptional: boolean;
}

const KINDS = [
  { value: "none", title: "None", description: "The server is open to whoever reaches it." },
  { value: "bearer", title: "Bearer token", description: "Sent as Authorization: Bearer …" },
  { value: "header", title: "Header", description: "Sent in a header of your choice, such as X-Api-Key." },
] as const;

/** What the platform presents to the server. It is sealed at once and never shown again. */
export function SecretFields<Values extends SecretValues, Output>({
  form,
  isOptional,
}: SecretFieldsProps<Values, Output>) {
  const name = (field: keyof SecretValues) => field as FieldPath<Values>;
  const kind: string = form.methods.watch(name("secretKind"));
  return (
    <>
      <FormRadioCards
        form={form}
        name={name("secretKind")}
        label="Secret"
        options={KINDS.filter(({ value }) => isOptional || value !== "none")}
      />
      {kind === "header" ? (
        <FormInput
          form={form}
          name={name("headerName")}
          label="Header"
          placeholder="X-Api-Key"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="mono"
        />
      ) : null}
      {kind === "none" ? null : (
        <FormInput
          form={form}
          name={name("secretValue")}
          label={kind === "bearer" ? "Token" : "Value"}
          hint="Sealed at once. Nobody can read it here again; you can only replace it."
          type="password"
          autoComplete="off"
          className="mono"
        />
      )}
    </>
  );
}
