import { listSignedHeads } from "@countersign/usecases";
import { z } from "zod";
import { signerOf } from "../../audit-export/signer.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { checkpointPageSchema } from "../../views/audit-tree.ts";

export const checkpoints = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/audit/checkpoints",
      tags: ["audit"],
      summary: "List signed heads of the audit's tree from a size on, and the public keys they are checked with",
    },
  })
  .input(
    z.object({
      from: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
  )
  .output(checkpointPageSchema)
  .query(({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const { db } = ctx.services;
    return listSignedHeads({ db, signer: signerOf(ctx.services) }, { organizationId, ...input });
  });
