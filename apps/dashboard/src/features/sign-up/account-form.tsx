"use client";

import { z } from "zod";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { optionalPassword } from "#features/sign-in/password-rule.ts";

const schema = z.object({
  name: z.string().trim().min(1, { error: "Say how others should call you." }).max(120),
  password: optionalPassword,
});

export interface NewAccount {
  readonly name: string;
  readonly password?: string;
}

interface AccountFormProps {
  readonly email: string;
  readonly submitLabel: string;
  /** Without a mail server nobody gets a link, so a password is needed. */
  readonly needsPassword: boolean;
  /** Makes the account and leaves the page. */
  readonly onSubmit: (account: NewAccount) => Promise<void>;
}

/** What a new person says about themselves. */
export function AccountForm({ email, submitLabel, needsPassword, onSubmit }: AccountFormProps) {
  const form = useZodForm(schema, {
    defaultValues: { name: "", password: "" },
    // An address belongs to no field here: what is wrong with it stands above the button.
    fieldOf: (path) => (path === "name" || path === "password" ? path : null),
    onSubmit: async ({ name, password }) => {
      if (needsPassword && password === "") {
        form.methods.setError("password", {
          message: "Choose a password: no mail server is set up to send you links.",
        });
        return;
      }
      await onSubmit({ name, ...(password === "" ? {} : { password }) });
    },
  });
  return (
    <form onSubmit={form.submit} noValidate className="grid gap-4">
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <FormInput form={form} name="name" label="Your name" autoComplete="name" maxLength={120} autoFocus />
      <FormInput
        form={form}
        name="password"
        label={needsPassword ? "Password" : "Password (optional)"}
        hint={
          needsPassword
            ? "At least 12 characters."
            : "At least 12 characters. Without one you sign in by a link that is mailed to you."
        }
        type="password"
        autoComplete="new-password"
      />
      <FormActions form={form} submitLabel={submitLabel} pendingLabel="One moment…" />
    </form>
  );
}
