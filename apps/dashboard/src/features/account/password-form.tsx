"use client";

import { Section, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";

interface PasswordFormProps {
  readonly hasPassword: boolean;
  readonly email: string;
}

const EMPTY = { currentPassword: "", newPassword: "", again: "" };

function schemaOf(hasPassword: boolean) {
  return z
    .object({
      currentPassword: hasPassword ? z.string().min(1, "Enter the password you have now.") : z.string(),
      newPassword: z.string().min(12, "A password has at least 12 characters."),
      again: z.string(),
    })
    .refine(({ newPassword, again }) => newPassword === again, {
      path: ["again"],
      error: "This isn't the same password.",
    });
}

/** Changes the password, or sets the first one; other sessions end with it. */
export function PasswordForm({ hasPassword, email }: PasswordFormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const change = useMutation(trpc.me.changePassword.mutationOptions());
  const form = useZodForm(schemaOf(hasPassword), {
    defaultValues: EMPTY,
    onSubmit: async ({ currentPassword, newPassword }) => {
      const { endedSessions } = await change.mutateAsync({
        currentPassword: hasPassword ? currentPassword : null,
        newPassword,
      });
      form.methods.reset(EMPTY);
      await cache.invalidateQueries(trpc.me.pathFilter());
      toast(endedSessions === 0 ? "The password is changed." : "The password is changed; your other sessions ended.");
    },
  });
  return (
    <Section
      title="Password"
      description={
        hasPassword
          ? "Changing it signs you out everywhere else."
          : "You have none and sign in by e-mail link. With one you can sign in either way."
      }
    >
      <form onSubmit={form.submit} className="mt-4 grid gap-4" noValidate>
        {/* Lets password managers know whose password this is. */}
        <input
          className="sr"
          type="text"
          name="username"
          autoComplete="username"
          value={email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        {hasPassword ? (
          <FormInput
            form={form}
            name="currentPassword"
            label="Current password"
            type="password"
            autoComplete="current-password"
          />
        ) : null}
        <FormInput
          form={form}
          name="newPassword"
          label="New password"
          hint="At least 12 characters."
          type="password"
          autoComplete="new-password"
        />
        <FormInput form={form} name="again" label="New password again" type="password" autoComplete="new-password" />
        <FormActions
          form={form}
          submitLabel={hasPassword ? "Change password" : "Set password"}
          pendingLabel="Changing…"
          isDisabled={!form.isDirty}
        />
      </form>
    </Section>
  );
}
