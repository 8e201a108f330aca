"use client";

import { Button, Dialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormRadioCards } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail, KeyView } from "#server/views/agent.ts";
import { ShownKey } from "./issue-key-dialog.tsx";
import { useIssuedKeys } from "./issued-keys.tsx";
import { keyName } from "./key-state.ts";

const HOUR_MS = 3_600_000;
const OVERLAPS = [
  { value: "0", title: "Ends now", description: "Whatever still uses the old key is refused from its next call on." },
  { value: "1", title: "1 hour", description: "For one machine you are changing now." },
  { value: "24", title: "1 day", description: "For a few machines." },
  { value: "168", title: "7 days", description: "For many machines, or other people's." },
] as const;

const rotationSchema = z.object({ overlap: z.enum(["0", "1", "24", "168"]) });

interface RotateKeyDialogProps {
  readonly agent: AgentDetail;
  readonly keyView: KeyView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Issues a key in place of another, with a choice of how long the old one goes on. */
export function RotateKeyDialog({ agent, keyView, isOpen, onClose }: RotateKeyDialogProps) {
  const [text, setText] = useState<string | null>(null);
  const close = () => {
    setText(null);
    onClose();
  };
  return (
    <Dialog title={text === null ? `Rotate ${keyName(keyView)}?` : "The new key"} isOpen={isOpen} onClose={close}>
      {text === null ? (
        <RotateKeyForm agent={agent} keyView={keyView} onRotated={setText} onClose={close} />
      ) : (
        <ShownKey agent={agent} text={text} onClose={close} />
      )}
    </Dialog>
  );
}

interface RotateKeyFormProps extends Omit<RotateKeyDialogProps, "isOpen"> {
  readonly onRotated: (text: string) => void;
}

function RotateKeyForm({ agent, keyView, onRotated, onClose }: RotateKeyFormProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const issued = useIssuedKeys();
  const rotate = useMutation(trpc.keys.rotate.mutationOptions());
  const form = useZodForm(rotationSchema, {
    defaultValues: { overlap: "24" },
    onSubmit: async ({ overlap }) => {
      const overlapMs = Number(overlap) * HOUR_MS;
      const { id, key } = await rotate.mutateAsync({ organization, id: keyView.id, overlapMs });
      issued.remember(agent.id, { keyId: id, text: key });
      onRotated(key);
      await cache.invalidateQueries(trpc.agents.pathFilter());
    },
  });
  return (
    <form className="mt-3 grid gap-4" noValidate onSubmit={form.submit}>
      <p className="muted m-0">A new key with the same holder and restrictions takes its place.</p>
      <FormRadioCards form={form} name="overlap" label="How long the old key goes on" options={OVERLAPS} />
      <FormActions form={form} submitLabel="Rotate key">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
