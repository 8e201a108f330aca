"use client";

import { Button, CopyField, Dialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormRadioCards } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";
import { useIssuedKeys } from "./issued-keys.tsx";
import { KeyFields } from "./key-fields.tsx";
import { expiresAtOf, newKeySchema } from "./key-form.ts";

interface IssueKeyDialogProps {
  readonly agent: AgentDetail;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Issues a key for the agent or one instance, and shows it once. */
export function IssueKeyDialog({ agent, isOpen, onClose }: IssueKeyDialogProps) {
  const [text, setText] = useState<string | null>(null);
  const close = () => {
    setText(null);
    onClose();
  };
  return (
    <Dialog title={text === null ? `New key for ${agent.title}` : "The new key"} isOpen={isOpen} onClose={close}>
      {text === null ? (
        <IssueKeyForm agent={agent} onIssued={setText} onClose={close} />
      ) : (
        <ShownKey agent={agent} text={text} onClose={close} />
      )}
    </Dialog>
  );
}

interface IssueKeyFormProps {
  readonly agent: AgentDetail;
  readonly onIssued: (text: string) => void;
  readonly onClose: () => void;
}

function IssueKeyForm({ agent, onIssued, onClose }: IssueKeyFormProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const issued = useIssuedKeys();
  const issue = useMutation(trpc.keys.issue.mutationOptions());
  const form = useZodForm(newKeySchema, {
    defaultValues: {
      title: "",
      holder: "agent",
      instanceName: "",
      expiry: "never",
      day: "",
      ipRanges: [],
      connectionIds: [],
    },
    fieldOf: (path) =>
      (path === "expiresAt" ? "day" : undefined) ??
      KEY_FIELDS.find((name) => path === name || path.startsWith(`${name}.`)) ??
      null,
    onSubmit: async ({ title, holder, instanceName, expiry, day, ipRanges, connectionIds }) => {
      const { id, key } = await issue.mutateAsync({
        organization,
        agentId: agent.id,
        title,
        expiresAt: expiresAtOf({ expiry, day }, Date.now()),
        ipRanges,
        connectionIds,
        ...(holder === "instance" ? { instanceName } : {}),
      });
      issued.remember(agent.id, { keyId: id, text: key });
      onIssued(key);
      await cache.invalidateQueries(trpc.agents.pathFilter());
    },
  });
  const holder = useWatch({ control: form.methods.control, name: "holder" });
  return (
    <form className="mt-4 grid gap-4" noValidate onSubmit={form.submit}>
      <FormRadioCards
        form={form}
        name="holder"
        label="It belongs to"
        options={[
          { value: "agent", title: "The agent", description: "Any number of instances; each only says its name." },
          { value: "instance", title: "One instance", description: "The key proves it; rules and stops can name it." },
        ]}
      />
      {holder === "instance" ? (
        <FormInput
          form={form}
          name="instanceName"
          label="Instance"
          className="mono"
          placeholder={`${agent.name}-1`}
          autoComplete="off"
          spellCheck={false}
        />
      ) : null}
      <KeyFields form={form} />
      <FormActions form={form} submitLabel="Issue key">
        <Button onClick={onClose}>Cancel</Button>
      </FormActions>
    </form>
  );
}

/** Names that form and server share; what the server calls `expiresAt` is asked for as `day`. */
const KEY_FIELDS = ["title", "instanceName", "ipRanges", "connectionIds"] as const;

interface ShownKeyProps {
  readonly agent: Pick<AgentDetail, "name">;
  readonly text: string;
  readonly onClose: () => void;
}

/** A key, this once. */
export function ShownKey({ agent, text, onClose }: ShownKeyProps) {
  const { name: organization } = useOrganization();
  return (
    <div className="mt-4 grid gap-4">
      <CopyField label="Key" value={text} isSecret />
      <div className="flex flex-wrap items-center gap-2">
        <Link className="btn primary" href={`/o/${organization}/agents/${agent.name}?tab=connect`} onClick={onClose}>
          Connect the agent with it
        </Link>
        <Button onClick={onClose}>I have copied it</Button>
      </div>
    </div>
  );
}
