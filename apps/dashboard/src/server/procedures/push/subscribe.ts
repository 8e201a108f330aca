import { addDevice } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { deviceOf } from "../../views/device.ts";
import { refuseForbiddenAddress } from "../connections/check-address.ts";
import { deviceOwner, endpointSchema } from "./device-owner.ts";

export const subscribe = organizationProcedure("approvals.decide")
  .input(
    z.object({
      endpoint: endpointSchema,
      p256dh: z.string().regex(/^B[\w-]{86}$/, "It is no key of a device."),
      auth: z.string().regex(/^[\w-]{22}$/, "It is no secret of a device."),
    }),
  )
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { endpoint, p256dh, auth } }) => {
    refuseForbiddenAddress(ctx.services, endpoint);
    const device = deviceOf(ctx.client?.userAgent ?? null);
    const added = await addDevice(ctx.services, { ...deviceOwner(ctx), endpoint, p256dh, auth, device });
    if (!added.ok) throw new RefusalError(added.refusal);
    return { id: added.value.deviceId };
  });
