"use client";

import { Banner, Button, ConfirmDialog, Dialog, Section, TimeText, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormTextArea } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

interface StoppableOrganization {
  readonly id: string;
  readonly title: string;
  readonly kill: { readonly id: string; readonly reason: string; readonly createdAt: string } | null;
}

/** The kill switch of the whole organization. */
export function DangerSection({ organization }: { readonly organization: StoppableOrganization }) {
  const { name } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const lift = useMutation(trpc.kills.lift.mutationOptions());
  const [open, setOpen] = useState<"pull" | "lift" | null>(null);
  const { kill } = organization;
  const refresh = () => cache.invalidateQueries(trpc.organization.pathFilter());
  return (
    <Section
      title="Danger"
      description="The kill switch stops every call of every agent of this organization, until somebody lifts it."
    >
      {kill ? (
        <Banner tone="danger" action={<Button onClick={() => setOpen("lift")}>Lift the kill switch</Button>}>
          <strong>All calls are stopped</strong> since <TimeText at={kill.createdAt} />. Reason: {kill.reason}
        </Banner>
      ) : (
        <Button look="danger" onClick={() => setOpen("pull")}>
          Stop all calls…
        </Button>
      )}
      <Dialog title={`Stop all calls of ${organization.title}?`} isOpen={open === "pull"} onClose={() => setOpen(null)}>
        <PullForm organization={organization} onDone={refresh} onClose={() => setOpen(null)} />
      </Dialog>
      <ConfirmDialog
        isOpen={open === "lift"}
        title={`Let ${organization.title} go on?`}
        body="Agents may call again from now on, as far as rules and limits allow."
        confirmLabel="Lift the kill switch"
        onClose={() => setOpen(null)}
        onConfirm={async () => {
          if (kill) await lift.mutateAsync({ organization: name, id: kill.id });
          await refresh();
        }}
      />
    </Section>
  );
}

const schema = z.object({ reason: z.string().trim().min(1, "Say why: it stands in the record.").max(500) });

interface PullFormProps {
  readonly organization: StoppableOrganization;
  readonly onDone: () => Promise<unknown>;
  readonly onClose: () => void;
}

function PullForm({ organization, onDone, onClose }: PullFormProps) {
  const { name } = useOrganization();
  const trpc = useTRPC();
  const toast = useToast();
  const pull = useMutation(trpc.kills.pull.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { reason: "" },
    onSubmit: async ({ reason }) => {
      const target = { targetKind: "organization", targetId: organization.id } as const;
      const pulled = await pull.mutateAsync({ organization: name, ...target, reason });
      await onDone();
      toast(pulled.inForce ? "All calls are stopped." : "Stopped. Some gateways hear it as soon as they answer again.");
      onClose();
    },
  });
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <p className="muted m-0">
        No agent starts a call any more. Calls that are out are stopped; approvals that wait can't run until the switch
        is lifted.
      </p>
      <FormTextArea form={form} name="reason" label="Reason" hint="Agents and records show it." rows={3} autoFocus />
      <FormActions form={form} look="danger" submitLabel="Stop all calls" pendingLabel="Stopping…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
