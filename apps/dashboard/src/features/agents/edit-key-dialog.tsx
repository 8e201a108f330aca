"use client";

import { Button, Dialog, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { KeyView } from "#server/views/agent.ts";
import { KeyFields } from "./key-fields.tsx";
import { dayOf, expiresAtOf, keySchema } from "./key-form.ts";
import { keyName } from "./key-state.ts";

interface EditKeyDialogProps {
  readonly keyView: KeyView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Changes a key's title and restrictions; they hold for its next call. */
export function EditKeyDialog({ keyView, isOpen, onClose }: EditKeyDialogProps) {
  return (
    <Dialog title={`Change ${keyName(keyView)}`} isOpen={isOpen} onClose={onClose}>
      <EditKeyForm keyView={keyView} onClose={onClose} />
    </Dialog>
  );
}

function EditKeyForm({ keyView, onClose }: Omit<EditKeyDialogProps, "isOpen">) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const update = useMutation(trpc.keys.update.mutationOptions());
  const { expiresAt } = keyView;
  const day = expiresAt === null ? "" : dayOf(expiresAt);
  const form = useZodForm(keySchema, {
    defaultValues: {
      title: keyView.title,
      expiry: expiresAt === null ? "never" : "date",
      day,
      ipRanges: keyView.ipRanges,
      connectionIds: keyView.connectionIds,
    },
    fieldOf: (path) => {
      if (path === "expiresAt") return "day";
      return (["title", "ipRanges", "connectionIds"] as const).find((name) => path.split(".")[0] === name) ?? null;
    },
    onSubmit: async ({ title, ipRanges, connectionIds, ...expiry }) => {
      const isSameEnd = expiry.expiry === "date" && expiry.day === day;
      const { inForce } = await update.mutateAsync({
        organization,
        id: keyView.id,
        title,
        ipRanges,
        connectionIds,
        ...(isSameEnd ? {} : { expiresAt: expiresAtOf(expiry, Date.now()) }),
      });
      await cache.invalidateQueries(trpc.agents.pathFilter());
      onClose();
      say(inForce ? "Changed. It holds for the key's next call." : "Saved. Some gateways still have to hear of it.");
    },
  });
  return (
    <form className="mt-4 grid gap-4" noValidate onSubmit={form.submit}>
      <KeyFields form={form} />
      <FormActions form={form} submitLabel="Save changes">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
