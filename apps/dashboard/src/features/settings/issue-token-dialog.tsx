"use client";

import { mayGrant, ROLES } from "@countersign/core";
import { Button, Dialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormSelect } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { IssuedToken } from "./issued-token.tsx";
import { ROLE_TITLES } from "./roles.ts";
import { END_MISSING, hasEnd, LIFE_OPTIONS, TOKEN_SHAPE, tokenEnd } from "./token-ends.tsx";

interface IssueTokenDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Issues a token and shows it once. */
export function IssueTokenDialog({ isOpen, onClose }: IssueTokenDialogProps) {
  return (
    <Dialog title="Issue an API token" isOpen={isOpen} onClose={onClose}>
      <IssueSteps onClose={onClose} />
    </Dialog>
  );
}

function IssueSteps({ onClose }: { readonly onClose: () => void }) {
  const [token, setToken] = useState<string | null>(null);
  return token === null ? (
    <IssueForm onIssued={setToken} onClose={onClose} />
  ) : (
    <IssuedToken
      token={token}
      label="Try it"
      code={(origin) => `curl -H "Authorization: Bearer ${token}" ${origin}/api/v1/organization`}
      onClose={onClose}
    />
  );
}

const schema = z.object({ ...TOKEN_SHAPE, role: z.enum(ROLES) }).refine(hasEnd, END_MISSING);

interface IssueFormProps {
  readonly onIssued: (token: string) => void;
  readonly onClose: () => void;
}

function IssueForm({ onIssued, onClose }: IssueFormProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization, role: own } = useOrganization();
  const issue = useMutation(trpc.tokens.issue.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { title: "", role: "auditor", life: "90", date: "" },
    fieldOf: (path) => (path === "expiresAt" ? "date" : path === "title" || path === "role" ? path : null),
    onSubmit: async ({ title, role, life, date }) => {
      const expiresAt = tokenEnd(life, date, new Date())?.toISOString() ?? null;
      const issued = await issue.mutateAsync({ organization, title, role, expiresAt });
      await cache.invalidateQueries(trpc.tokens.pathFilter());
      onIssued(issued.token);
    },
  });
  const life = useWatch({ control: form.methods.control, name: "life" });
  return (
    <form onSubmit={form.submit} className="mt-3 grid gap-4" noValidate>
      <FormInput
        form={form}
        name="title"
        label="What it is for"
        placeholder="CI pipeline"
        autoComplete="off"
        autoFocus
      />
      <FormSelect form={form} name="role" label="Role" hint="It may do what a member with this role may, and no more.">
        {ROLES.filter((role) => mayGrant(own, role)).map((role) => (
          <option key={role} value={role}>
            {ROLE_TITLES[role]}
          </option>
        ))}
      </FormSelect>
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
