import { findCheckpoint, findTreeHead, listSinks } from "@countersign/db/audit";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const sinks = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/audit/sinks",
      tags: ["audit"],
      summary: "Where signed heads of the audit are kept outside the database, and how far each place has come",
    },
  })
  .output(
    z.object({
      treeSize: z.number().meta({ description: "Leaves of the tree at present." }),
      signed: z.number().meta({ description: "Leaves of the newest signed head." }),
      signedAt: z.string().nullable(),
      sinks: z.array(
        z.object({
          name: z.string(),
          size: z.number().meta({ description: "Leaves of the newest head it has taken." }),
          takenAt: z.string().nullable(),
          failedAt: z.string().nullable(),
          problem: z.string().nullable().meta({ description: "Null once it has taken a head again." }),
        }),
      ),
    }),
  )
  .query(({ ctx }) =>
    ctx.services.db.tenant(ctx.membership.organizationId, async (scope) => {
      const head = await findTreeHead(scope);
      const newest = await findCheckpoint(scope);
      const found = await listSinks(scope);
      return {
        treeSize: head ? Number(head.size - head.treeStart) : 0,
        signed: Number(newest?.size ?? 0n),
        signedAt: newest?.at.toISOString() ?? null,
        sinks: found.map(({ sink, size, takenAt, failedAt, problem }) => ({
          name: sink,
          size: Number(size),
          takenAt: takenAt?.toISOString() ?? null,
          failedAt: failedAt?.toISOString() ?? null,
          problem,
        })),
      };
    }),
  );
