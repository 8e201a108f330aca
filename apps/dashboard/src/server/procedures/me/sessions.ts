import { listSignInSessions } from "@countersign/usecases";
import { z } from "zod";
import { personProcedure } from "../../trpc/procedure.ts";
import { deviceOf } from "../../views/device.ts";

export const sessions = personProcedure()
  .output(
    z.object({
      sessions: z.array(
        z.object({
          id: z.string(),
          isThis: z.boolean(),
          device: z.string(),
          ip: z.string().nullable(),
          createdAt: z.string(),
          lastSeenAt: z.string().meta({ description: "To the minute." }),
          expiresAt: z.string(),
        }),
      ),
    }),
  )
  .query(async ({ ctx: { actor, services } }) => {
    const rows = await listSignInSessions(services, { userId: actor.userId });
    return {
      sessions: rows.map((row) => ({
        id: row.id,
        isThis: row.id === actor.sessionId,
        device: deviceOf(row.userAgent),
        ip: row.ip,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
      })),
    };
  });
