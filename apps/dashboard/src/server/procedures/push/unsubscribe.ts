import { removeDevice } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { deviceOwner } from "./device-owner.ts";

export const unsubscribe = organizationProcedure("approvals.decide")
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const removed = await removeDevice(ctx.services, { ...deviceOwner(ctx), deviceId: input.id });
    if (!removed.ok) throw new RefusalError(removed.refusal);
    return { id: input.id };
  });
