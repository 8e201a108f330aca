import { revokeOtherSessions as revokeOthers } from "@countersign/usecases";
import { z } from "zod";
import { personProcedure } from "../../trpc/procedure.ts";

export const revokeOtherSessions = personProcedure()
  .output(z.object({ ended: z.number().int() }))
  .mutation(async ({ ctx: { actor, services } }) => ({
    ended: await revokeOthers(services, { userId: actor.userId, keptSessionId: actor.sessionId }),
  }));
