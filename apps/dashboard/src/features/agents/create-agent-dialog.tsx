"use client";

import { Button, Dialog } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormTags, FormTextArea } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { newAgentSchema, tagProblem } from "./agent-form.ts";
import { useIssuedKeys } from "./issued-keys.tsx";
import { OwnerField } from "./owner-field.tsx";
import { suggestName } from "./suggest-name.ts";

interface CreateAgentDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes an agent with its first key, then goes straight on to connecting it. */
export function CreateAgentDialog({ isOpen, onClose }: CreateAgentDialogProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const owners = useQuery(trpc.agents.owners.queryOptions({ organization }, { enabled: isOpen }));
  return (
    <Dialog title="New agent" isOpen={isOpen} onClose={onClose}>
      {owners.isPending ? null : <CreateAgentForm ownMemberId={owners.data?.ownMemberId ?? null} onClose={onClose} />}
    </Dialog>
  );
}

function CreateAgentForm({
  ownMemberId,
  onClose,
}: {
  readonly ownMemberId: string | null;
  readonly onClose: () => void;
}) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const router = useRouter();
  const issued = useIssuedKeys();
  const create = useMutation(trpc.agents.create.mutationOptions());
  const issue = useMutation(trpc.keys.issue.mutationOptions());
  const form = useZodForm(newAgentSchema, {
    defaultValues: { title: "", name: "", description: "", tags: [], ownerMemberId: ownMemberId },
    guard: true,
    onSubmit: async (values) => {
      const agent = await create.mutateAsync({ organization, ...values });
      // The agent is there whatever becomes of its first key: its page offers to issue one.
      await issue.mutateAsync({ organization, agentId: agent.id, title: "First key" }).then(
        ({ id, key }) => issued.remember(agent.id, { keyId: id, text: key }),
        () => undefined,
      );
      await cache.invalidateQueries(trpc.agents.pathFilter());
      router.push(`/o/${organization}/agents/${agent.name}?tab=connect`);
    },
  });
  const { methods } = form;
  const suggested = useRef("");
  const onTitle = (title: string) => {
    // Somebody who wrote a name of their own keeps it.
    if (methods.getValues("name") !== suggested.current) return;
    suggested.current = suggestName(title);
    methods.setValue("name", suggested.current, { shouldValidate: methods.formState.isSubmitted, shouldDirty: true });
  };
  return (
    <form className="mt-4 grid gap-4" noValidate onSubmit={form.submit}>
      <FormInput
        form={form}
        name="title"
        label="Title"
        hint="As people call it."
        placeholder="Sales research"
        autoFocus
        onInput={(event) => onTitle(event.currentTarget.value)}
      />
      <FormInput
        form={form}
        name="name"
        label="Name"
        hint="As rules and records call it. It stays for good."
        className="mono"
        autoComplete="off"
        spellCheck={false}
      />
      <FormTextArea form={form} name="description" label="What it does" rows={2} hint="Optional." />
      <FormTags
        form={form}
        name="tags"
        label="Tags"
        hint="Rules can name all agents with a tag."
        placeholder="outreach"
        validate={tagProblem}
      />
      <OwnerField form={form} name="ownerMemberId" />
      <FormActions form={form} submitLabel="Create agent and its first key">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}
