import { addConnection } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { refuseForbiddenAddress } from "./check-address.ts";
import { credentialInput, secretInputSchema } from "./secret-input.ts";

export const add = organizationProcedure("connections.write")
  .meta({
    openapi: { method: "POST", path: "/connections", tags: ["connections"], summary: "Connect an MCP server" },
  })
  .input(
    z.object({
      url: z.string().max(3_000).meta({ description: "Where the MCP server answers." }),
      name: z
        .string()
        .max(63)
        .optional()
        .meta({ description: "Lower-case letters, digits, hyphens; without one it is named after title or host." }),
      title: z.string().trim().min(1).max(120).optional(),
      secret: secretInputSchema.optional(),
    }),
  )
  .output(z.object({ id: z.string(), name: z.string(), title: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input: { url, name, title, secret } }) => {
    refuseForbiddenAddress(ctx.services, url);
    const added = await addConnection(secretDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      url,
      ...(name === undefined ? {} : { name }),
      ...(title === undefined ? {} : { title }),
      ...(secret === undefined ? {} : { secret: credentialInput(secret) }),
    });
    if (!added.ok) throw new RefusalError(added.refusal);
    return { id: added.value.id, name: added.value.name, title: added.value.title, inForce: added.inForce };
  });
