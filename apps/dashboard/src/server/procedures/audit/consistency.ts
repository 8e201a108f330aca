import { proveConsistency } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { consistencyProofSchema } from "../../views/audit-tree.ts";

const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const consistency = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/audit/consistency",
      tags: ["audit"],
      summary: "Prove that the audit's tree of one size begins with that of another (RFC 9162 consistency proof)",
    },
  })
  .input(z.object({ oldSize: size, newSize: size }))
  .output(consistencyProofSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const found = await proveConsistency({ db: ctx.services.db }, { organizationId, ...input });
    if (!found) {
      return refuse(
        "request.body.invalid",
        "oldSize must be at most newSize, and newSize at most the tree's present size.",
      );
    }
    return { ...found, path: [...found.path] };
  });
