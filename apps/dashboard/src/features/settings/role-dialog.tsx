"use client";

import { ROLES } from "@countersign/core";
import { Banner, Button, Dialog, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormRadioCards } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { MemberView } from "#server/views/member.ts";
import { ROLE_TITLES, roleCards } from "./roles.ts";

interface RoleDialogProps {
  /** Null while nobody's role is being changed. */
  readonly member: MemberView | null;
  readonly onClose: () => void;
}

/** Gives a member another role. */
export function RoleDialog({ member, onClose }: RoleDialogProps) {
  return (
    <Dialog title={`Role of ${member?.name ?? ""}`} isOpen={member !== null} onClose={onClose}>
      {member ? <RoleForm member={member} onClose={onClose} /> : null}
    </Dialog>
  );
}

const schema = z.object({ role: z.enum(ROLES) });

function RoleForm({ member, onClose }: { readonly member: MemberView; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { name: organization, role: own } = useOrganization();
  const change = useMutation(trpc.members.changeRole.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { role: member.role },
    onSubmit: async ({ role }) => {
      await change.mutateAsync({ organization, id: member.id, role });
      await cache.invalidateQueries(trpc.members.pathFilter());
      await cache.invalidateQueries(trpc.organization.pathFilter());
      toast(`${member.name} is now ${ROLE_TITLES[role].toLowerCase()}.`);
      onClose();
    },
  });
  const chosen = useWatch({ control: form.methods.control, name: "role" });
  const isLower = ROLES.indexOf(chosen) > ROLES.indexOf(member.role);
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <FormRadioCards form={form} name="role" label="Role" options={roleCards(own)} />
      {isLower ? (
        <Banner tone="attention">
          {member.isYou ? "You lose" : `${member.name} loses`} what only the present role may do, at once: also in open
          approvals, and with API tokens of a higher role.
        </Banner>
      ) : null}
      <FormActions form={form} submitLabel="Change role" pendingLabel="Changing…" isDisabled={!form.isDirty}>
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
