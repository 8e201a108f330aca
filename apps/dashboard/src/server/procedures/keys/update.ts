import { updateKey } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { restrictionsOf, restrictionsShape } from "./restrictions.ts";

export const update = organizationProcedure("agents.write")
  .meta({
    openapi: { method: "PATCH", path: "/keys/{id}", tags: ["keys"], summary: "Change a key's title and restrictions" },
  })
  .input(z.object({ id: z.string().max(80), title: z.string().trim().max(120).optional(), ...restrictionsShape }))
  .output(
    z.object({ id: z.string(), inForce: z.boolean().meta({ description: "True once it holds for the next call." }) }),
  )
  .mutation(async ({ ctx, input: { id, title, ...rest } }) => {
    const updated = await updateKey(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      keyId: id,
      ...(title === undefined ? {} : { title }),
      ...restrictionsOf(rest),
    });
    if (!updated.ok) throw new RefusalError(updated.refusal);
    return { id: updated.value.id, inForce: updated.inForce };
  });
