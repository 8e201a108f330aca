"use client";

import { isAllowed } from "@countersign/core";
import { Section, useToast } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormCombobox } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { LimitsForm } from "#features/limits/limits-form.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";

const parentSchema = z.object({ parentAgentId: z.string().nullable() });

/** What bounds an agent whatever its rules say: limits of its own, and those of the agent above it. */
export function NestingSection({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const update = useMutation(trpc.agents.update.mutationOptions());
  const mayChange = isAllowed(role, "agents.write") && agent.archivedAt === null;
  return (
    <>
      <LimitsForm
        limits={agent.limits}
        mayChange={mayChange}
        description="They hold for every call of this agent and of its sub-agents, whichever rule lets it through."
        onSave={async (limits) => {
          const { inForce } = await update.mutateAsync({ organization, id: agent.id, limits });
          await cache.invalidateQueries(trpc.agents.pathFilter());
          return inForce;
        }}
      />
      {mayChange ? <ParentForm key={agent.parentAgentId} agent={agent} /> : null}
    </>
  );
}

function ParentForm({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const list = useQuery(trpc.agents.list.queryOptions({ organization }));
  const update = useMutation(trpc.agents.update.mutationOptions());
  const form = useZodForm(parentSchema, {
    defaultValues: { parentAgentId: agent.parentAgentId },
    onSubmit: async ({ parentAgentId }) => {
      const { inForce } = await update.mutateAsync({ organization, id: agent.id, parentAgentId });
      await cache.invalidateQueries(trpc.agents.pathFilter());
      say(inForce ? "Saved. It holds for the next call." : "Saved. Some gateways still have to hear of it.");
    },
  });
  const others = (list.data?.agents ?? []).filter(({ id }) => id !== agent.id);
  return (
    <Section title="Sub-agent of" description="Its calls also count on everything that limits that agent.">
      <form className="mt-4 grid max-w-[640px] gap-4" onSubmit={form.submit} noValidate>
        <FormCombobox
          form={form}
          name="parentAgentId"
          label="Agent above it"
          placeholder="Nobody"
          options={others.map(({ id, name, title }) => ({ value: id, label: title, hint: name }))}
        />
        <FormActions form={form} submitLabel="Save" isDisabled={!form.isDirty} />
      </form>
    </Section>
  );
}
