"use client";

import { mayGrant, ROLES } from "@countersign/core";
import { Button, CopyField, Dialog, Snippet } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormSelect } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ROLE_TITLES } from "./roles.ts";
import { TOKEN_LIVES, type TokenLife, tokenEnd } from "./token-ends.ts";

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
    <IssuedToken token={token} onClose={onClose} />
  );
}

const LIFE_WORDS: Readonly<Record<TokenLife, string>> = {
  "30": "In 30 days",
  "90": "In 90 days",
  "365": "In a year",
  date: "On a date",
  never: "Only when revoked",
};

const schema = z
  .object({
    title: z.string().trim().min(1, "Enter what the token is for.").max(120, "At most 120 characters."),
    role: z.enum(ROLES),
    life: z.enum(TOKEN_LIVES),
    date: z.string(),
  })
  .refine(({ life, date }) => tokenEnd(life, date, new Date()) !== undefined, {
    path: ["date"],
    error: "Choose a date.",
  });

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
        {TOKEN_LIVES.map((value) => (
          <option key={value} value={value}>
            {LIFE_WORDS[value]}
          </option>
        ))}
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

function IssuedToken({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const origin = typeof window === "undefined" ? "" : window.location.origin;
  return (
    <div className="mt-3 grid min-w-0 gap-4">
      <CopyField label="Token" value={token} isSecret />
      <Snippet
        language="Shell"
        label="Try it"
        code={`curl -H "Authorization: Bearer ${token}" ${origin}/api/v1/organization`}
      />
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
