import { listPolicies } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { versionPageSchema } from "../../views/policy.ts";
import { versionLine } from "./version-line.ts";

export const versions = organizationProcedure("policy.read")
  .meta({
    openapi: { method: "GET", path: "/policy/versions", tags: ["policy"], summary: "List published versions" },
  })
  .input(
    z.object({
      limit: z.number().int().min(1).max(100).default(20),
      cursor: z.number().int().min(1).nullish().meta({ description: "The `nextCursor` of the page before." }),
    }),
  )
  .output(versionPageSchema)
  .query(async ({ ctx, input }) => {
    const { limit, cursor } = input;
    const { organizationId } = ctx.membership;
    const rows = await listPolicies(
      { db: ctx.services.db },
      { organizationId, limit: limit + 1, ...(typeof cursor === "number" ? { before: cursor } : {}) },
    );
    const shown = rows.slice(0, limit);
    return {
      versions: shown.map(versionLine),
      nextCursor: rows.length > limit ? (shown.at(-1)?.version ?? null) : null,
    };
  });
