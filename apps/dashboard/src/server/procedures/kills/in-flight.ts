import { listInFlight } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { inFlightSchema, killTargetShape } from "../../views/kill.ts";
import { inFlightView } from "./in-flight-view.ts";

export const inFlight = organizationProcedure("kills.write")
  .meta({
    openapi: {
      method: "GET",
      path: "/in-flight",
      tags: ["kills"],
      summary: "What a kill switch would meet: calls that are out, approvals that wait",
    },
  })
  .input(z.object(killTargetShape))
  .output(inFlightSchema)
  .query(async ({ ctx, input }) => {
    const listed = await listInFlight(
      { db: ctx.services.db, hot: ctx.services.admission },
      { organizationId: ctx.membership.organizationId, target: { kind: input.targetKind, id: input.targetId } },
    );
    if (!listed.ok) throw new RefusalError(listed.refusal);
    return inFlightView(listed.value);
  });
