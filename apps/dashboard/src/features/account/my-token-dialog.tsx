"use client";

import { isAllowed, type Role } from "@countersign/core";
import { Button, Dialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormSelect, FormSwitch } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { IssuedToken } from "#features/settings/issued-token.tsx";
import { END_MISSING, hasEnd, LIFE_OPTIONS, TOKEN_SHAPE, tokenEnd } from "#features/settings/token-ends.tsx";

export interface TokenOrganization {
  readonly name: string;
  readonly title: string;
  readonly role: Role;
}

interface MyTokenDialogProps {
  readonly organizations: readonly TokenOrganization[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Issues a token in one's own name and shows it once. */
export function MyTokenDialog({ organizations, isOpen, onClose }: MyTokenDialogProps) {
  return (
    <Dialog title="Issue a token of yours" isOpen={isOpen} onClose={onClose}>
      <IssueSteps organizations={organizations} onClose={onClose} />
    </Dialog>
  );
}

type StepsProps = Omit<MyTokenDialogProps, "isOpen">;

function IssueSteps({ organizations, onClose }: StepsProps) {
  const [token, setToken] = useState<string | null>(null);
  return token === null ? (
    <IssueForm organizations={organizations} onIssued={setToken} onClose={onClose} />
  ) : (
    <IssuedToken
      token={token}
      label="Sign in on the command line, then paste the token"
      code={(origin) => `npx countersign login --url ${origin} --token -`}
      onClose={onClose}
    />
  );
}

const schema = z.object({ ...TOKEN_SHAPE, organization: z.string(), decides: z.boolean() }).refine(hasEnd, END_MISSING);

function IssueForm({ organizations, onIssued, onClose }: StepsProps & { readonly onIssued: (token: string) => void }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const issue = useMutation(trpc.me.issueToken.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { title: "", organization: organizations[0]?.name ?? "", decides: false, life: "90", date: "" },
    fieldOf: (path) => (path === "expiresAt" ? "date" : path === "title" || path === "decides" ? path : null),
    onSubmit: async ({ title, organization, decides, life, date }) => {
      const expiresAt = tokenEnd(life, date, new Date())?.toISOString() ?? null;
      const issued = await issue.mutateAsync({ organization, title, decides, expiresAt });
      await cache.invalidateQueries(trpc.me.pathFilter());
      onIssued(issued.token);
    },
  });
  const life = useWatch({ control: form.methods.control, name: "life" });
  const name = useWatch({ control: form.methods.control, name: "organization" });
  const role = organizations.find((organization) => organization.name === name)?.role;
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <FormInput form={form} name="title" label="What it is for" placeholder="My laptop" autoComplete="off" autoFocus />
      <FormSelect form={form} name="organization" label="Organization">
        {organizations.map((organization) => (
          <option key={organization.name} value={organization.name}>
            {organization.title}
          </option>
        ))}
      </FormSelect>
      {role && isAllowed(role, "approvals.decide") ? (
        <FormSwitch
          form={form}
          name="decides"
          label="Decides approvals in your name"
          hint="Whoever holds the token can then approve calls as you. Keep it where no agent can read it."
        />
      ) : null}
      <FormSelect form={form} name="life" label="Ends">
        {LIFE_OPTIONS}
      </FormSelect>
      {life === "date" ? (
        <FormInput form={form} name="date" label="Last day" type="date" hint="It works until the end of this day." />
      ) : null}
      <FormActions form={form} submitLabel="Issue token" pendingLabel="Issuing…">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
