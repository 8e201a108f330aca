import { moveDevice } from "@countersign/usecases";
import { z } from "zod";
import { personProcedure } from "../../trpc/procedure.ts";
import { refuseForbiddenAddress } from "../connections/check-address.ts";
import { addressSchema, endpointSchema } from "./device-owner.ts";

/** A browser signed up anew by itself, for whatever it was told before. It is answered the same whether it was told. */
export const move = personProcedure()
  .input(z.object({ from: endpointSchema, to: addressSchema }))
  .output(z.object({}))
  .mutation(async ({ ctx: { actor, services }, input }) => {
    refuseForbiddenAddress(services, input.to.endpoint);
    await moveDevice(services, { ...input, userId: actor.userId });
    return {};
  });
