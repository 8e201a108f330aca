"use client";

import { Button, Dialog, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormCombobox } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { MemberView } from "#server/views/member.ts";

interface SamePersonDialogProps {
  /** Null while it is about nobody. */
  readonly member: MemberView | null;
  readonly members: readonly MemberView[];
  readonly onClose: () => void;
}

/** Says which accounts are one person's. */
export function SamePersonDialog({ member, members, onClose }: SamePersonDialogProps) {
  return (
    <Dialog title={`Accounts of ${member?.name ?? ""}`} isOpen={member !== null} onClose={onClose}>
      {member ? <SamePersonForm member={member} members={members} onClose={onClose} /> : null}
    </Dialog>
  );
}

const schema = z.object({ sameAsId: z.string({ error: "Choose the other account." }) });

type FormProps = SamePersonDialogProps & { readonly member: MemberView };

function SamePersonForm({ member, members, onClose }: FormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { name: organization } = useOrganization();
  const join = useMutation(trpc.members.joinAccounts.mutationOptions());
  const save = async (sameAsId: string | null) => {
    await join.mutateAsync({ organization, id: member.id, sameAsId });
    await cache.invalidateQueries(trpc.members.pathFilter());
    toast("Saved.");
    onClose();
  };
  const form = useZodForm(schema, {
    defaultValues: member.looksLike[0] ? { sameAsId: member.looksLike[0].id } : {},
    onSubmit: ({ sameAsId }) => save(sameAsId),
  });
  const others = members.filter(({ id, email }) => id !== member.id && !member.sameAs.includes(email));
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <p className="muted m-0">
        Accounts of one person count once in every approval, and separation of duties covers all of them.
        {member.sameAs.length > 0 ? ` Known as the same person: ${member.sameAs.join(", ")}.` : ""}
      </p>
      <FormCombobox
        form={form}
        name="sameAsId"
        label="Same person as"
        placeholder="Choose a member"
        options={others.map(({ id, name, email }) => ({ value: id, label: name, hint: email }))}
      />
      <FormActions form={form} submitLabel="Same person" pendingLabel="Saving…">
        {member.sameAs.length > 0 ? (
          <Button onClick={() => save(null).catch((error: Error) => toast(`Not saved: ${error.message}`))}>
            A person of its own
          </Button>
        ) : null}
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
