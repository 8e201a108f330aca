import { listPasskeys } from "@countersign/db";
import { z } from "zod";
import { personProcedure } from "../../trpc/procedure.ts";

export const passkeys = personProcedure()
  .output(
    z.object({
      passkeys: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          createdAt: z.string(),
          lastUsedAt: z.string().nullable(),
        }),
      ),
    }),
  )
  .query(async ({ ctx: { actor, services } }) => {
    const rows = await services.db.global((scope) => listPasskeys(scope, actor.userId));
    return {
      passkeys: rows.map(({ id, name, createdAt, lastUsedAt }) => ({
        ...{ id, name },
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
    };
  });
