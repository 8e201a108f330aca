"use client";

import { Button } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { rememberPath } from "./remembered-path.ts";

const schema = z.object({ email: z.email({ error: "This isn't an e-mail address." }).max(254) });

interface LinkRequestFormProps {
  readonly purpose: "sign_in" | "sign_up" | "password";
  /** Where to go once the link was followed. */
  readonly next: string;
  readonly submitLabel: string;
}

/** Has a link mailed, and says the same whether there is such a person or not. */
export function LinkRequestForm({ purpose, next, submitLabel }: LinkRequestFormProps) {
  const trpc = useTRPC();
  const request = useMutation(trpc.entry.requestLink.mutationOptions());
  const [sent, setSent] = useState<{ readonly email: string; readonly minutes: number } | null>(null);
  const form = useZodForm(schema, {
    defaultValues: { email: "" },
    onSubmit: async ({ email }) => {
      const { minutes } = await request.mutateAsync({ email, purpose });
      rememberPath(next);
      setSent({ email, minutes });
    },
  });
  if (sent) {
    return (
      <div className="grid gap-4">
        <div role="status">
          <p className="m-0 break-words">
            A mail is on its way to <strong>{sent.email}</strong>. Follow the link in it within {sent.minutes} minutes;
            it works once.
          </p>
          <p className="muted mt-2 mb-0">Nothing there after a minute? Look among spam, or ask again.</p>
        </div>
        <div>
          <Button onClick={() => setSent(null)}>Ask again</Button>
        </div>
      </div>
    );
  }
  return (
    <form onSubmit={form.submit} noValidate className="grid gap-4">
      <FormInput form={form} name="email" label="E-mail" type="email" autoComplete="username" autoFocus />
      <FormActions form={form} submitLabel={submitLabel} pendingLabel="Sending…" />
    </form>
  );
}
