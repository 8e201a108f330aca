import { proveRecord } from "@countersign/usecases";
import { z } from "zod";
import { signerOf } from "../../audit-export/signer.ts";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { inclusionProofSchema } from "../../views/audit-tree.ts";

export const proof = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/records/{recordId}/proof",
      tags: ["audit"],
      summary: "Prove that a record stands in the audit's tree (RFC 9162 inclusion proof)",
    },
  })
  .input(z.object({ recordId: z.string().max(80) }))
  .output(inclusionProofSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const found = await proveRecord(
      { db: ctx.services.db, signer: signerOf(ctx.services) },
      { organizationId, recordId: input.recordId },
    );
    if (!found) return refuse("request.target.unknown", "There is no such record.");
    return { ...found, path: [...found.path] };
  });
