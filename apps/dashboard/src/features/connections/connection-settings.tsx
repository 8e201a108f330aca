"use client";

import { Button, ConfirmDialog, Section, TimeText, useToast } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { LimitsForm } from "#features/limits/limits-form.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Connection } from "./connection-types.ts";
import { checkSecret, SecretFields, secretFieldOf, secretFields, secretInput } from "./secret-fields.tsx";
import { useMayChange } from "./use-may-change.ts";

/** What can be changed about a connection: title, address, secret, and whether it is connected. */
export function ConnectionSettings({ connection }: { readonly connection: Connection }) {
  const mayChange = useMayChange();
  if (!mayChange) {
    return <p className="muted">Your role can look at connections; owners, admins and developers change them.</p>;
  }
  return (
    <>
      <AddressForm key={`${connection.title} ${connection.url} ${connection.defaultSchema}`} connection={connection} />
      <SecretSection connection={connection} />
      <LimitsSection connection={connection} />
      <EndSection connection={connection} />
    </>
  );
}

const addressSchema = z.object({
  title: z.string().trim().min(1, { error: "Give it a title." }).max(120),
  url: z
    .string()
    .trim()
    .max(3_000)
    .regex(/^https?:\/\/[^\s/]+/i, { error: "An address begins with https:// and names a host." }),
  defaultSchema: z.string().trim().max(63, { error: "A schema's name has up to 63 characters." }),
});

function AddressForm({ connection }: { readonly connection: Connection }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const toast = useToast();
  const update = useMutation(trpc.connections.update.mutationOptions());
  const form = useZodForm(addressSchema, {
    defaultValues: { title: connection.title, url: connection.url, defaultSchema: connection.defaultSchema ?? "" },
    guard: true,
    onSubmit: async ({ title, url, defaultSchema }) => {
      const updated = await update.mutateAsync({
        organization,
        connectionId: connection.id,
        ...(title === connection.title ? {} : { title }),
        ...(url === connection.url ? {} : { url }),
        ...(defaultSchema === (connection.defaultSchema ?? "") ? {} : { defaultSchema: defaultSchema || null }),
      });
      toast(updated.isSecretDropped ? "Saved. The secret was for the old address: set one for the new." : "Saved.");
    },
  });
  const moves = form.methods.watch("url") !== connection.url && connection.secret !== null;
  return (
    <Section title="Title, address and schema">
      <form className="mt-4 grid max-w-[640px] gap-4" onSubmit={form.submit} noValidate>
        <FormInput form={form} name="title" label="Title" />
        <FormInput
          form={form}
          name="url"
          label="Address"
          {...(moves ? { hint: "A secret never follows to another origin: you will be asked for a new one." } : {})}
          inputMode="url"
          className="mono"
          spellCheck={false}
        />
        <FormInput
          form={form}
          name="defaultSchema"
          label="Default schema"
          hint="For databases: where names without a schema are looked up. Conditions with sql() refuse such names without it."
          className="mono"
          spellCheck={false}
          autoCapitalize="none"
        />
        <FormActions form={form} submitLabel="Save changes" isDisabled={!form.isDirty} />
      </form>
    </Section>
  );
}

const secretSchema = z.object(secretFields).superRefine(checkSecret);

function SecretSection({ connection }: { readonly connection: Connection }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const toast = useToast();
  const [isRemoving, setRemoving] = useState(false);
  const { secret } = connection;
  const target = { organization, connectionId: connection.id };
  const setSecret = useMutation(trpc.connections.setSecret.mutationOptions());
  const remove = useMutation(trpc.connections.removeSecret.mutationOptions());
  const form = useZodForm(secretSchema, {
    defaultValues: { secretKind: secret?.kind ?? "bearer", headerName: secret?.headerName ?? "", secretValue: "" },
    fieldOf: secretFieldOf,
    onSubmit: async (values) => {
      const input = secretInput(values);
      if (input === undefined) return;
      await setSecret.mutateAsync({ ...target, secret: input });
      form.methods.reset({ ...values, secretValue: "" });
      toast("Stored. It is presented from the next call on.");
    },
  });
  return (
    <Section
      title="Secret"
      description={
        secret === null ? (
          "None is presented to this server."
        ) : (
          <>
            {secret.kind === "bearer" ? "A bearer token" : `The header ${secret.headerName}`}, stored{" "}
            <TimeText at={secret.storedAt} />
            {secret.lastUsedAt === null ? ", not used yet" : ", last used "}
            {secret.lastUsedAt === null ? null : <TimeText at={secret.lastUsedAt} />}. It can be replaced, never shown.
          </>
        )
      }
    >
      <form className="mt-4 grid max-w-[640px] gap-4" onSubmit={form.submit} noValidate>
        <SecretFields form={form} isOptional={false} />
        <FormActions form={form} submitLabel={secret === null ? "Store secret" : "Replace secret"}>
          {secret === null ? null : <Button onClick={() => setRemoving(true)}>Stop presenting it</Button>}
        </FormActions>
      </form>
      <ConfirmDialog
        isOpen={isRemoving}
        isDanger
        title={`Stop presenting a secret to ${connection.title}?`}
        body="From the next call on the server is asked without it. The stored secret can't be brought back; you can store another."
        confirmLabel="Stop presenting it"
        onConfirm={() => remove.mutateAsync(target)}
        onClose={() => setRemoving(false)}
      />
    </Section>
  );
}

function LimitsSection({ connection }: { readonly connection: Connection }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const update = useMutation(trpc.connections.update.mutationOptions());
  return (
    <LimitsForm
      limits={connection.limits}
      mayChange
      description="They hold for all calls through this connection together, whichever rule lets them through."
      onSave={async (limits) => {
        return (await update.mutateAsync({ organization, connectionId: connection.id, limits })).inForce;
      }}
    />
  );
}

function EndSection({ connection }: { readonly connection: Connection }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const toast = useToast();
  const [isAsked, setAsked] = useState(false);
  const target = { organization, connectionId: connection.id };
  const disconnect = useMutation(trpc.connections.disconnect.mutationOptions());
  const reconnect = useMutation(
    trpc.connections.reconnect.mutationOptions({ onError: (error) => toast(`Not reconnected: ${error.message}`) }),
  );
  if (connection.disconnectedAt !== null) {
    return (
      <Section
        title="Reconnect"
        description="Its operations, rules and prices are as they were; it is asked for its tools first."
      >
        <Button className="mt-4" disabled={reconnect.isPending} onClick={() => reconnect.mutate(target)}>
          Reconnect {connection.title}
        </Button>
      </Section>
    );
  }
  return (
    <Section
      title="Disconnect"
      description="Every call through it stops at once. Records, rules and the definitions stay."
    >
      <Button look="danger" className="mt-4" onClick={() => setAsked(true)}>
        Disconnect {connection.title}
      </Button>
      <ConfirmDialog
        isOpen={isAsked}
        isDanger
        title={`Disconnect ${connection.title}?`}
        body="Agents lose its tools with their next call. You can reconnect it later."
        confirmLabel={`Disconnect ${connection.title}`}
        onConfirm={() => disconnect.mutateAsync(target)}
        onClose={() => setAsked(false)}
      />
    </Section>
  );
}
