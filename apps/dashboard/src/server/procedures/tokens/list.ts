import { listManagementTokens } from "@countersign/db";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { tokenSchema, tokenView } from "../../views/token.ts";

export const list = organizationProcedure("tokens.read")
  .meta({ openapi: { method: "GET", path: "/tokens", tags: ["tokens"], summary: "List management tokens" } })
  .output(z.object({ tokens: z.array(tokenSchema) }))
  .query(async ({ ctx }) => {
    const rows = await ctx.services.db.tenant(ctx.membership.organizationId, (scope) => listManagementTokens(scope));
    return { tokens: rows.map(tokenView) };
  });
