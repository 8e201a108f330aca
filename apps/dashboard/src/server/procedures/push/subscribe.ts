import { addDevice } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { deviceOf } from "../../views/device.ts";
import { refuseForbiddenAddress } from "../connections/check-address.ts";
import { addressSchema, deviceOwner } from "./device-owner.ts";

export const subscribe = organizationProcedure("approvals.decide")
  .input(addressSchema)
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { endpoint, p256dh, auth } }) => {
    refuseForbiddenAddress(ctx.services, endpoint);
    const device = deviceOf(ctx.client?.userAgent ?? null);
    const added = await addDevice(ctx.services, { ...deviceOwner(ctx), endpoint, p256dh, auth, device });
    if (!added.ok) throw new RefusalError(added.refusal);
    return { id: added.value.deviceId };
  });
