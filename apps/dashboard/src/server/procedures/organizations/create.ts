import { boundEntry, createOrganization } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps, peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";

/** Makes an organization; whoever makes it owns it. */
export const create = personProcedure()
  .input(
    z.object({
      title: z.string().trim().min(1, { error: "Give it a title." }).max(120),
      name: z.string().trim().max(80),
      timeZone: z.string().max(80),
    }),
  )
  .output(z.object({ name: z.string() }))
  .mutation(async ({ ctx, input: { title, name, timeZone } }) => {
    const { userId } = ctx.actor;
    const bounded = await boundEntry(peopleDeps(ctx.services), {
      entry: "organization.create",
      subject: `person:${userId}`,
    });
    if (!bounded.ok) throw new RefusalError(bounded.refusal);
    const made = await createOrganization(configurationDeps(ctx.services), {
      name,
      title,
      timeZone,
      ownerUserId: userId,
      actor: recordActor(ctx.actor),
      shards: ctx.services.settings.SHARDS,
    });
    if (!made.ok) throw new RefusalError(made.refusal);
    return { name: made.value.name };
  });
