"use client";

import { Button, Dialog } from "@countersign/ui";
import { startRegistration } from "@simplewebauthn/browser";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { passkeyProblem } from "./passkey-browser.ts";

interface PasskeyDialogProps {
  readonly hasPassword: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Has the browser make a passkey, and keeps it. */
export function PasskeyDialog({ isOpen, ...form }: PasskeyDialogProps) {
  return (
    <Dialog title="Add a passkey" isOpen={isOpen} onClose={form.onClose}>
      <PasskeyForm {...form} />
    </Dialog>
  );
}

function schemaOf(hasPassword: boolean) {
  return z.object({
    name: z.string().trim().min(1, "Say how you tell it from others.").max(60, "At most 60 characters."),
    currentPassword: hasPassword ? z.string().min(1, "Enter the password you have now.") : z.string(),
  });
}

function PasskeyForm({ hasPassword, onClose }: Omit<PasskeyDialogProps, "isOpen">) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const ask = useMutation(trpc.me.askPasskey.mutationOptions());
  const register = useMutation(trpc.me.registerPasskey.mutationOptions());
  const [unsigned, setUnsigned] = useState<string | null>(null);
  const form = useZodForm(schemaOf(hasPassword), {
    defaultValues: { name: "", currentPassword: "" },
    onSubmit: async ({ name, currentPassword }) => {
      setUnsigned(null);
      const optionsJSON = await ask.mutateAsync({ currentPassword: hasPassword ? currentPassword : null });
      try {
        await register.mutateAsync({ name, response: await startRegistration({ optionsJSON }) });
      } catch (error) {
        const problem = passkeyProblem(error);
        if (problem === null) throw error;
        setUnsigned(problem);
        return;
      }
      await cache.invalidateQueries(trpc.me.pathFilter());
      onClose();
    },
  });
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <FormInput
        form={form}
        name="name"
        label="Name"
        hint="How you tell it from others."
        placeholder="My phone"
        autoComplete="off"
        autoFocus
      />
      {hasPassword ? (
        <FormInput
          form={form}
          name="currentPassword"
          label="Current password"
          hint="Whoever adds a passkey can sign in as you from then on."
          type="password"
          autoComplete="current-password"
        />
      ) : null}
      {unsigned === null ? null : (
        <p role="alert" className="m-0 text-deny">
          {unsigned}
        </p>
      )}
      <FormActions form={form} submitLabel="Add passkey" pendingLabel="Waiting for your device…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
