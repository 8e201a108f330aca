"use client";

import { ConfirmDialog, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

const schema = z.object({
  person: z.string().trim().min(5, "Enter at least 5 characters.").max(320, "At most 320 characters."),
});

interface Found {
  readonly person: string;
  readonly records: number;
  readonly approvals: number;
  readonly isMore: boolean;
}

/** Looks for a person first, says how much holds them, and erases it once their name was typed again. */
export function ErasePersonForm() {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { name: organization } = useOrganization();
  const preview = useMutation(trpc.audit.previewErasure.mutationOptions());
  const erase = useMutation(trpc.audit.erase.mutationOptions());
  const [found, setFound] = useState<Found | null>(null);
  const form = useZodForm(schema, {
    defaultValues: { person: "" },
    onSubmit: async ({ person }) => {
      setFound({ person, ...(await preview.mutateAsync({ organization, person })) });
    },
  });
  return (
    <>
      <form onSubmit={form.submit} className="grid gap-4" noValidate>
        <FormInput
          form={form}
          name="person"
          label="E-mail address or id"
          hint="Of somebody in your data, or of a former member, whose ids and full name are looked for too."
          autoComplete="off"
          spellCheck={false}
        />
        <FormActions form={form} submitLabel="Look for them" pendingLabel="Looking…" isDisabled={!form.isDirty} />
      </form>
      <ConfirmDialog
        isOpen={found !== null}
        title="Erase this person?"
        body={found ? <WhatGoes found={found} /> : null}
        confirmLabel="Erase for good"
        mustType={found?.person ?? ""}
        isDanger
        onClose={() => setFound(null)}
        onConfirm={async () => {
          if (!found) return;
          await erase.mutateAsync({ organization, person: found.person, confirm: found.person });
          form.methods.reset({ person: "" });
          await cache.invalidateQueries(trpc.audit.pathFilter());
          toast("The erasure is under way.");
        }}
      />
    </>
  );
}

function WhatGoes({ found }: { readonly found: Found }) {
  const { records, approvals, isMore } = found;
  return (
    <>
      <p className="m-0">
        <strong className="num">{records.toLocaleString("en-US")}</strong> records and{" "}
        <strong className="num">{approvals.toLocaleString("en-US")}</strong> approvals hold them
        {isMore ? " among the newest 200,000; older ones are looked through too" : ""}. Who called, arguments, results
        and free text of these go as a whole. This can't be undone.
      </p>
      <p className="mb-0 mt-2">
        Approvals that still wait are erased once they end. Exports, mails and backups that were made before stay as
        they are.
      </p>
    </>
  );
}
