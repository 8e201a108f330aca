"use client";

import { ROLES, type Role } from "@countersign/core";
import { Button, CopyField, Dialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormRadioCards } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ROLE_TITLES, roleCards } from "./roles.ts";

interface InviteDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** An invitation that was just made, with the link that is shown this once. */
export interface Invited {
  readonly email: string;
  readonly role: Role;
  readonly url: string;
  readonly isMailed: boolean;
}

/** Asks an address into the organization. */
export function InviteDialog({ isOpen, onClose }: InviteDialogProps) {
  const { title } = useOrganization();
  return (
    <Dialog title={`Invite somebody to ${title}`} isOpen={isOpen} onClose={onClose}>
      <InviteSteps onClose={onClose} />
    </Dialog>
  );
}

function InviteSteps({ onClose }: { readonly onClose: () => void }) {
  const [invited, setInvited] = useState<Invited | null>(null);
  if (!invited) return <InviteForm onInvited={setInvited} onClose={onClose} />;
  return (
    <InvitedLink invited={invited} onClose={onClose}>
      <Button onClick={() => setInvited(null)}>Invite another</Button>
    </InvitedLink>
  );
}

const schema = z.object({
  email: z
    .string()
    .trim()
    .max(254, "An address has at most 254 characters.")
    .regex(/^[^\s@]+@[^\s@]+$/, "Enter an e-mail address."),
  role: z.enum(ROLES),
});

interface InviteFormProps {
  readonly onInvited: (invited: Invited) => void;
  readonly onClose: () => void;
}

function InviteForm({ onInvited, onClose }: InviteFormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization, role } = useOrganization();
  const create = useMutation(trpc.invitations.create.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { email: "", role: "developer" },
    onSubmit: async (values) => {
      const invited = await create.mutateAsync({ organization, ...values });
      await cache.invalidateQueries(trpc.invitations.pathFilter());
      onInvited(invited);
    },
  });
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <FormInput form={form} name="email" label="E-mail" type="email" autoComplete="off" autoFocus />
      <FormRadioCards form={form} name="role" label="Role" options={roleCards(role)} />
      <FormActions form={form} submitLabel="Invite" pendingLabel="Inviting…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

interface InvitedLinkProps {
  readonly invited: Invited;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** The link of an invitation, shown this once. */
export function InvitedLink({ invited, onClose, children }: InvitedLinkProps) {
  const { email, role, url, isMailed } = invited;
  return (
    <div className="mt-3 grid gap-4">
      <p className="m-0">
        {email} is invited as {ROLE_TITLES[role].toLowerCase()}.{" "}
        {isMailed
          ? "A mail with the link is on its way."
          : "No mail server is set up here, so pass the link on yourself."}
      </p>
      <CopyField
        label="Link of the invitation"
        value={url}
        isSecret
        hint="Works once, for seven days. Shown this once."
      />
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
