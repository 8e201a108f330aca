import { letDeviceDecide } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { deviceOwner } from "./device-owner.ts";

/** Whether notifications on a device show what is asked, and decide it at once. */
export const letDecide = organizationProcedure("approvals.decide")
  .input(z.object({ id: z.string().max(80), decides: z.boolean() }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { id, decides } }) => {
    const changed = await letDeviceDecide(ctx.services, { ...deviceOwner(ctx), deviceId: id, decides });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id };
  });
