"use client";

import { Button, Dialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormSelect } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { addressSchema, WebhookAddress } from "./webhook-address.tsx";
import { WebhookSecret } from "./webhook-secret.tsx";
import type { Webhook } from "./webhook-table.tsx";

interface WebhookDialogProps {
  /** Null: closed. */
  readonly webhook: Webhook | null;
  readonly onClose: () => void;
}

interface WebhookFormProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

/** Moves a webhook to another address; its secret stays. */
export function MoveWebhookDialog({ webhook, onClose }: WebhookDialogProps) {
  return (
    <Dialog title={`Address of ${webhook?.name ?? ""}`} isOpen={webhook !== null} onClose={onClose}>
      {webhook ? <MoveForm webhook={webhook} onClose={onClose} /> : null}
    </Dialog>
  );
}

function MoveForm({ webhook, onClose }: WebhookFormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization } = useOrganization();
  const update = useMutation(trpc.webhooks.update.mutationOptions());
  const form = useZodForm(z.object({ url: addressSchema }), {
    defaultValues: { url: webhook.url },
    onSubmit: async ({ url }) => {
      await update.mutateAsync({ organization, id: webhook.id, url });
      await cache.invalidateQueries(trpc.webhooks.pathFilter());
      onClose();
    },
  });
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <WebhookAddress form={form} />
      <FormActions form={form} submitLabel="Change address" pendingLabel="Changing…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

const HOUR_MS = 3_600_000;
const OVERLAPS = { "0": "At once", "1": "After an hour", "24": "After a day", "168": "After a week" } as const;
type Overlap = keyof typeof OVERLAPS;
const overlaps = Object.keys(OVERLAPS) as Overlap[];

/** Gives a webhook a new secret and shows it once. */
export function RotateWebhookDialog({ webhook, onClose }: WebhookDialogProps) {
  return (
    <Dialog title={`New secret for ${webhook?.name ?? ""}`} isOpen={webhook !== null} onClose={onClose}>
      {webhook ? <RotateSteps webhook={webhook} onClose={onClose} /> : null}
    </Dialog>
  );
}

function RotateSteps({ webhook, onClose }: WebhookFormProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization } = useOrganization();
  const rotate = useMutation(trpc.webhooks.rotate.mutationOptions());
  const form = useZodForm(z.object({ overlap: z.enum(overlaps) }), {
    defaultValues: { overlap: "24" },
    fieldOf: (path) => (path === "overlapMs" ? "overlap" : null),
    onSubmit: async ({ overlap }) => {
      const overlapMs = Number(overlap) * HOUR_MS;
      const rotated = await rotate.mutateAsync({ organization, id: webhook.id, overlapMs });
      await cache.invalidateQueries(trpc.webhooks.pathFilter());
      setSecret(rotated.secret);
    },
  });
  if (secret !== null) return <WebhookSecret secret={secret} onClose={onClose} />;
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <FormSelect
        form={form}
        name="overlap"
        label="The old secret ends"
        hint="Until then requests carry a signature by each, so that your receiver can change over."
      >
        {overlaps.map((hours) => (
          <option key={hours} value={hours}>
            {OVERLAPS[hours]}
          </option>
        ))}
      </FormSelect>
      <FormActions form={form} submitLabel="Make a new secret" pendingLabel="Making…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
