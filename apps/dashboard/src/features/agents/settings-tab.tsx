"use client";

import { isAllowed } from "@countersign/core";
import { Button, ConfirmDialog, Facts, Section, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormSwitch, FormTags, FormTextArea } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";
import { agentShape, tagProblem } from "./agent-form.ts";
import { NestingSection } from "./nesting-section.tsx";
import { OwnerField } from "./owner-field.tsx";

const settingsSchema = z.object({
  ...agentShape,
  enrolUpTo: z.string().regex(/^\d{1,5}$/, "A whole number from 0 to 10000."),
  stopsWithOwner: z.boolean(),
});

/** What the agent is called, who answers for it, and how it ends. */
export function SettingsTab({ agent }: { readonly agent: AgentDetail }) {
  const { role } = useOrganization();
  if (!isAllowed(role, "agents.write")) return <ReadSettings agent={agent} />;
  return (
    <>
      {agent.archivedAt === null ? <SettingsForm agent={agent} /> : <ReadSettings agent={agent} />}
      <NestingSection agent={agent} />
      <ArchiveSection agent={agent} />
    </>
  );
}

function ReadSettings({ agent }: { readonly agent: AgentDetail }) {
  return (
    <Facts
      facts={[
        { name: "Title", value: agent.title },
        { name: "What it does", value: agent.description === "" ? "–" : agent.description },
        { name: "Tags", value: agent.tags.length === 0 ? "–" : agent.tags.join(", ") },
        { name: "Owner", value: agent.owner?.name ?? "nobody" },
        { name: "Declared instances", value: `at most ${agent.enrolUpTo}` },
        { name: "Owner leaves", value: agent.stopsWithOwner ? "its calls stop" : "it goes on" },
      ]}
    />
  );
}

function SettingsForm({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const update = useMutation(trpc.agents.update.mutationOptions());
  const form = useZodForm(settingsSchema, {
    defaultValues: {
      title: agent.title,
      description: agent.description,
      tags: agent.tags,
      ownerMemberId: agent.owner?.isGone ? null : (agent.owner?.memberId ?? null),
      enrolUpTo: String(agent.enrolUpTo),
      stopsWithOwner: agent.stopsWithOwner,
    },
    guard: true,
    onSubmit: async ({ enrolUpTo, ...rest }) => {
      const { inForce } = await update.mutateAsync({
        organization,
        id: agent.id,
        ...rest,
        enrolUpTo: Number(enrolUpTo),
      });
      await cache.invalidateQueries(trpc.agents.pathFilter());
      form.methods.reset({ ...rest, enrolUpTo });
      say(inForce ? "Saved. It holds for the next call." : "Saved. Some gateways still have to hear of it.");
    },
  });
  return (
    <form className="grid max-w-[640px] gap-4" noValidate onSubmit={form.submit}>
      <FormInput form={form} name="title" label="Title" />
      <FormTextArea form={form} name="description" label="What it does" rows={3} />
      <FormTags
        form={form}
        name="tags"
        label="Tags"
        hint="Rules can name all agents with a tag, so a tag may change what this one may do."
        validate={tagProblem}
      />
      <OwnerField form={form} name="ownerMemberId" />
      <FormSwitch
        form={form}
        name="stopsWithOwner"
        label="Stop its calls when the owner leaves"
        hint="Otherwise it is only flagged."
      />
      <FormInput
        form={form}
        name="enrolUpTo"
        label="Declared instances, at most"
        hint="How many may enrol by only saying their name. Those with a key of their own don't count."
        inputMode="numeric"
        className="max-w-32"
      />
      <FormActions form={form} submitLabel="Save changes" isDisabled={!form.isDirty} />
    </form>
  );
}

function ArchiveSection({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const [isOpen, setOpen] = useState(false);
  const archive = useMutation(trpc.agents.archive.mutationOptions());
  const restore = useMutation(trpc.agents.restore.mutationOptions());
  const isArchived = agent.archivedAt !== null;
  const act = async () => {
    const target = { organization, id: agent.id };
    if (isArchived) await restore.mutateAsync(target);
    else await archive.mutateAsync(target);
    await cache.invalidateQueries(trpc.agents.pathFilter());
    say(isArchived ? `${agent.title} is back.` : `${agent.title} is archived.`);
  };
  return (
    <Section
      title={isArchived ? "Restore" : "Archive"}
      description={
        isArchived
          ? "Its keys that are neither revoked nor expired work again."
          : "Its keys are refused and approvals it waits for are withdrawn. Its records stay, and you can restore it."
      }
    >
      <Button look={isArchived ? "primary" : "danger"} onClick={() => setOpen(true)}>
        {isArchived ? "Restore agent" : "Archive agent"}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        isDanger={!isArchived}
        title={isArchived ? `Restore ${agent.title}?` : `Archive ${agent.title}?`}
        body={
          isArchived
            ? "From its next call on it may do what the rules allow."
            : "From its next call on it is refused. You can restore it at any time."
        }
        confirmLabel={isArchived ? `Restore ${agent.title}` : `Archive ${agent.title}`}
        onConfirm={act}
        onClose={() => setOpen(false)}
      />
    </Section>
  );
}
