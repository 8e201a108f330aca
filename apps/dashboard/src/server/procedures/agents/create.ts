import { createAgent } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { ownMemberId } from "./owner.ts";

export const create = organizationProcedure("agents.write")
  .meta({ openapi: { method: "POST", path: "/agents", tags: ["agents"], summary: "Make an agent" } })
  .input(
    z.object({
      name: z.string().max(63).meta({ description: "Lower-case letters, digits, hyphens; rules and records use it." }),
      title: z.string().trim().min(1).max(120),
      description: z.string().trim().max(1_000).default(""),
      tags: z.array(z.string().max(63)).max(20).default([]),
      ownerMemberId: z
        .string()
        .max(80)
        .nullish()
        .meta({ description: "The member who answers for it; whoever makes it, unless said otherwise; null: nobody." }),
    }),
  )
  .output(z.object({ id: z.string(), name: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input: { name, title, description, tags, ownerMemberId } }) => {
    const created = await createAgent(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      name,
      title,
      description,
      tags,
      ownerMemberId: ownerMemberId === undefined ? await ownMemberId(ctx) : ownerMemberId,
    });
    if (!created.ok) throw new RefusalError(created.refusal);
    return { id: created.value.id, name: created.value.name, inForce: created.inForce };
  });
