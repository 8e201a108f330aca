import { updateOrganization } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const update = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "PATCH",
      path: "/organization",
      tags: ["organization"],
      summary: "Change the organization's title and time zone",
    },
  })
  .input(
    z.object({
      title: z.string().trim().min(1, "Enter what people call the organization.").max(120).optional(),
      timeZone: z
        .string()
        .max(80)
        .optional()
        .meta({ description: "IANA name. Running windows of limits by day, week and month change with it at once." }),
    }),
  )
  .output(z.object({ title: z.string(), timeZone: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input: { title, timeZone } }) => {
    const updated = await updateOrganization(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      ...(title === undefined ? {} : { title }),
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    if (!updated.ok) throw new RefusalError(updated.refusal);
    return { title: updated.value.title, timeZone: updated.value.timeZone, inForce: updated.inForce };
  });
