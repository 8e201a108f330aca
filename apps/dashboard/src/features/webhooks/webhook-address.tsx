"use client";

import type { FieldPath } from "react-hook-form";
import { z } from "zod";
import { FormInput } from "#features/forms/form-field.tsx";
import type { ZodForm } from "#features/forms/use-zod-form.ts";

/** An address as far as a form can tell. */
export const addressSchema = z
  .string()
  .trim()
  .min(1, { error: "Paste the address of your receiver." })
  .max(2_048, { error: "An address has at most 2,048 characters." })
  .regex(/^https?:\/\/[^\s/]+/i, { error: "An address begins with https:// and names a host." });

interface WebhookAddressProps<Values extends { url: string }> {
  readonly form: ZodForm<Values>;
}

/** Where a webhook's requests go. */
export function WebhookAddress<Values extends { url: string }>({ form }: WebhookAddressProps<Values>) {
  return (
    <FormInput
      form={form}
      name={"url" as FieldPath<Values>}
      label="Address"
      hint="It answers 2xx to a POST within ten seconds. Private addresses aren't reached."
      placeholder="https://example.com/hooks/countersign"
      inputMode="url"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      className="mono"
    />
  );
}
