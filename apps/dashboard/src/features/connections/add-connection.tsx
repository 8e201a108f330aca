"use client";

import { PageHeader } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { checkSecret, NO_SECRET, SecretFields, secretFieldOf, secretFields, secretInput } from "./secret-fields.tsx";

const schema = z
  .object({
    url: z
      .string()
      .trim()
      .min(1, { error: "Paste the address of the MCP server." })
      .max(3_000)
      .regex(/^https?:\/\/[^\s/]+/i, { error: "An address begins with https:// and names a host." }),
    title: z.string().trim().max(120),
    ...secretFields,
  })
  .superRefine(checkSecret);

/** The first step to a server's tools: its address and, where it asks for one, its secret. */
export function AddConnection() {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const router = useRouter();
  const { name: organization } = useOrganization();
  const add = useMutation(trpc.connections.add.mutationOptions());
  const form = useZodForm(schema, {
    defaultValues: { url: "", title: "", ...NO_SECRET },
    guard: true,
    fieldOf: (path) => (path === "url" || path === "title" ? path : path === "name" ? "title" : secretFieldOf(path)),
    onSubmit: async ({ url, title, ...secret }) => {
      const input = secretInput(secret);
      const added = await add.mutateAsync({
        organization,
        url,
        ...(title === "" ? {} : { title }),
        ...(input === undefined ? {} : { secret: input }),
      });
      await cache.invalidateQueries(trpc.connections.pathFilter());
      router.push(`/o/${organization}/connections/${added.id}`);
    },
  });
  return (
    <>
      <PageHeader
        title="Add a connection"
        description="An MCP server by its address. The platform asks it for its tools; nothing is allowed until a rule says so."
        back={{ href: `/o/${organization}/connections`, label: "Connections" }}
      />
      <form className="grid max-w-[640px] gap-5" onSubmit={form.submit} noValidate>
        <FormInput
          form={form}
          name="url"
          label="Address"
          hint="Where the server answers MCP over HTTP. Secrets don't belong in it."
          placeholder="https://mcp.example.com/mcp"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
          className="mono"
        />
        <FormInput
          form={form}
          name="title"
          label="Title (optional)"
          hint="How people see it. Its name in rules is made from this, or from the address."
          placeholder="Customer database"
          autoComplete="off"
        />
        <SecretFields form={form} isOptional />
        <FormActions form={form} submitLabel="Connect" pendingLabel="Connecting…">
          <Link className="muted" href={`/o/${organization}/connections`}>
            Cancel
          </Link>
        </FormActions>
      </form>
    </>
  );
}
