"use client";

import { Button, Dialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { addressSchema, WebhookAddress } from "./webhook-address.tsx";
import { WebhookSecret } from "./webhook-secret.tsx";

interface AddWebhookDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Adds a webhook and shows its secret once. */
export function AddWebhookDialog({ isOpen, onClose }: AddWebhookDialogProps) {
  return (
    <Dialog title="Add a webhook" isOpen={isOpen} onClose={onClose}>
      <AddSteps onClose={onClose} />
    </Dialog>
  );
}

function AddSteps({ onClose }: { readonly onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  return secret === null ? (
    <AddForm onAdded={setSecret} onClose={onClose} />
  ) : (
    <WebhookSecret secret={secret} onClose={onClose} />
  );
}

const schema = z.object({
  name: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, "Use lower-case letters, digits and hyphens, beginning with a letter."),
  url: addressSchema,
});

interface AddFormProps {
  readonly onAdded: (secret: string) => void;
  readonly onClose: () => void;
}

function AddForm({ onAdded, onClose }: AddFormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization } = useOrganization();
  const add = useMutation(trpc.webhooks.add.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { name: "", url: "" },
    onSubmit: async ({ name, url }) => {
      const { secret } = await add.mutateAsync({ organization, name, url });
      await cache.invalidateQueries(trpc.webhooks.pathFilter());
      onAdded(secret);
    },
  });
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <FormInput
        form={form}
        name="name"
        label="Name"
        hint="Rules say webhook:name."
        placeholder="pager"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        className="mono"
        autoFocus
      />
      <WebhookAddress form={form} />
      <FormActions form={form} submitLabel="Add webhook" pendingLabel="Adding…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
