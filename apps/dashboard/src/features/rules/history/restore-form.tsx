"use client";

import { useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

const restoreSchema = z.object({
  message: z.string().trim().min(1, "Say why it is brought back.").max(500, "At most 500 characters."),
});

interface RestoreFormProps {
  readonly version: number;
  readonly published: number;
  readonly onDone: () => void;
}

/** Brings an old version's text back as the next version; what was published since stays in the history. */
export function RestoreForm({ version, published, onDone }: RestoreFormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const { name: organization } = useOrganization();
  const restore = useMutation(trpc.policy.restore.mutationOptions());
  const form = useZodForm(restoreSchema, {
    defaultValues: { message: `Back to version ${version}` },
    onSubmit: async ({ message }) => {
      const done = await restore.mutateAsync({ organization, version, message, baseVersion: published });
      await cache.invalidateQueries(trpc.policy.pathFilter());
      say(`Version ${done.version} has the text of version ${version}.`);
      onDone();
    },
  });
  return (
    <form className="grid gap-3" onSubmit={form.submit}>
      <FormInput form={form} name="message" label="Why it is brought back" maxLength={500} />
      <FormActions
        form={form}
        submitLabel={`Publish version ${version} again, as version ${published + 1}`}
        pendingLabel="Publishing…"
      />
    </form>
  );
}
