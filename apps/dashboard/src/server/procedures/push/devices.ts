import { listDevices } from "@countersign/usecases";
import { vapidKeys } from "@countersign/vault";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { deviceOwner, endpointSchema } from "./device-owner.ts";

export const devices = organizationProcedure("approvals.decide")
  .input(z.object({ endpoint: endpointSchema.nullable().meta({ description: "Of the device that asks." }) }))
  .output(
    z.object({
      applicationServerKey: z.string().meta({ description: "What browsers sign up with, base64url." }),
      devices: z.array(
        z.object({
          id: z.string(),
          device: z.string(),
          isThis: z.boolean(),
          decides: z.boolean(),
          createdAt: z.string(),
        }),
      ),
    }),
  )
  .query(async ({ ctx, input }) => {
    const found = await listDevices(ctx.services, deviceOwner(ctx));
    return {
      applicationServerKey: vapidKeys(peopleDeps(ctx.services).masterKey).publicKey,
      devices: found.map(({ id, device, endpoint, decides, createdAt }) => ({
        id,
        device,
        decides,
        isThis: endpoint === input.endpoint,
        createdAt: createdAt.toISOString(),
      })),
    };
  });
