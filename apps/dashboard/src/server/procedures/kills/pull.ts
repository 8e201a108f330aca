import { pullKill } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { inFlightSchema, killTargetShape } from "../../views/kill.ts";
import { inFlightView } from "./in-flight-view.ts";

export const pull = organizationProcedure("kills.write")
  .meta({ openapi: { method: "POST", path: "/kills", tags: ["kills"], summary: "Stop all calls of a target" } })
  .input(z.object({ ...killTargetShape, reason: z.string().trim().min(1).max(500) }))
  .output(
    z.object({
      id: z.string(),
      inForce: z.boolean().meta({ description: "True once no gateway starts a call of the target any more." }),
      inFlight: inFlightSchema.meta({ description: "What was out or waited when the stop was in place." }),
    }),
  )
  .mutation(async ({ ctx, input: { targetKind, targetId, reason } }) => {
    const pulled = await pullKill(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      target: { kind: targetKind, id: targetId },
      reason,
    });
    if (!pulled.ok) throw new RefusalError(pulled.refusal);
    return { id: pulled.value.killId, inForce: pulled.inForce, inFlight: inFlightView(pulled.value.inFlight) };
  });
