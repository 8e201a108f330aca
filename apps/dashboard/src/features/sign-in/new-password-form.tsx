"use client";

import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { newPassword, PASSWORD_HINT } from "./password-rule.ts";

const schema = z
  .object({ password: newPassword, again: z.string() })
  .refine(({ password, again }) => password === again, { path: ["again"], error: "The two aren't the same." });

/** Sets a new password by a mailed link and signs in. */
export function NewPasswordForm({ token, email }: { readonly token: string; readonly email: string }) {
  const trpc = useTRPC();
  const reset = useMutation(trpc.entry.resetPassword.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { password: "", again: "" },
    onSubmit: async ({ password }) => {
      await reset.mutateAsync({ token, password });
      window.location.assign("/");
    },
  });
  return (
    <form onSubmit={form.submit} noValidate className="grid gap-4">
      {/* For password managers, which keep the pair. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <FormInput
        form={form}
        name="password"
        label="New password"
        hint={PASSWORD_HINT}
        type="password"
        autoComplete="new-password"
        autoFocus
      />
      <FormInput form={form} name="again" label="The same again" type="password" autoComplete="new-password" />
      <FormActions
        form={form}
        submitLabel="Set the password and sign in"
        pendingLabel="Setting…"
        isDisabled={reset.isSuccess}
      />
    </form>
  );
}
