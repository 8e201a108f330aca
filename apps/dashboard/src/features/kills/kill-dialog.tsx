"use client";

import { Button, Dialog, SkeletonRows, useToast } from "@countersign/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { InFlightList } from "./in-flight-list.tsx";
import type { KillTarget } from "./kill-target.ts";

/** How often the list is asked for again while somebody decides. */
const LOOK_AGAIN_MS = 2_000;

const reasonSchema = z.object({
  reason: z.string().trim().min(1, "Say why, for whoever finds it stopped.").max(500, "At most 500 characters."),
});

interface KillDialogProps {
  readonly target: KillTarget;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Once the stop is in place. */
  readonly onPulled: () => Promise<unknown>;
}

/** Asks for the reason and shows what a stop would meet: calls in flight and approvals that wait. */
export function KillDialog({ target, isOpen, onClose, onPulled }: KillDialogProps) {
  return (
    <Dialog title={`Stop ${target.name}?`} isOpen={isOpen} onClose={onClose}>
      <KillForm target={target} onClose={onClose} onPulled={onPulled} />
    </Dialog>
  );
}

function KillForm({ target, onClose, onPulled }: Omit<KillDialogProps, "isOpen">) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const say = useToast();
  const pull = useMutation(trpc.kills.pull.mutationOptions());
  const about = { targetKind: target.kind, targetId: target.id };
  const held = useQuery(
    trpc.kills.inFlight.queryOptions({ organization, ...about }, { refetchInterval: LOOK_AGAIN_MS }),
  );
  const form = useZodForm(reasonSchema, {
    defaultValues: { reason: "" },
    onSubmit: async ({ reason }) => {
      const { inForce, inFlight } = await pull.mutateAsync({ organization, ...about, reason });
      await onPulled();
      onClose();
      const met = inFlight.calls?.length ?? 0;
      const calls =
        met === 0 ? "" : ` ${met === 1 ? "1 call in flight is" : `${met} calls in flight are`} being stopped.`;
      say(
        inForce ? `${target.name} is stopped.${calls}` : `The stop is saved; some gateways still have to hear of it.`,
      );
    },
  });
  return (
    <form className="mt-3 grid gap-4" noValidate onSubmit={form.submit}>
      <p className="muted m-0">
        From this moment no new call runs. Calls in flight are cut off, and approvals can't run until you let it go on.
      </p>
      {held.data ? (
        <InFlightList held={held.data} />
      ) : held.isError ? (
        <p className="muted m-0">What is in flight can't be shown now. The stop works all the same.</p>
      ) : (
        <SkeletonRows rows={2} label="Looking at what is in flight" />
      )}
      <FormInput
        form={form}
        name="reason"
        label="Reason"
        hint="Everybody who opens it reads this; agents don't."
        placeholder="Calls we can't explain since 14:00"
        autoFocus
        autoComplete="off"
      />
      <FormActions form={form} look="danger" submitLabel={`Stop ${target.name}`} pendingLabel="Stopping…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
