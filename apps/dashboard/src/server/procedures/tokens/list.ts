import { readRole } from "@countersign/core";
import { type ListedManagementToken, listManagementTokens } from "@countersign/db";
import { isTokenBacked } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { roleSchema } from "../../views/member.ts";

const tokenStates = ["active", "expired", "revoked", "unbacked"] as const;

export const list = organizationProcedure("tokens.read")
  .meta({ openapi: { method: "GET", path: "/tokens", tags: ["tokens"], summary: "List management tokens" } })
  .output(
    z.object({
      tokens: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          role: roleSchema,
          state: z
            .enum(tokenStates)
            .meta({ description: "`unbacked`: whoever issued it may no longer do so; it is refused." }),
          issuedBy: z.string().nullable().meta({ description: "Name of the person who answers for it." }),
          createdAt: z.string(),
          expiresAt: z.string().nullable(),
          revokedAt: z.string().nullable(),
          lastUsedAt: z.string().nullable().meta({ description: "To the minute." }),
        }),
      ),
    }),
  )
  .query(async ({ ctx }) => {
    const rows = await ctx.services.db.tenant(ctx.membership.organizationId, listManagementTokens);
    return { tokens: rows.map(tokenView) };
  });

function tokenView(row: ListedManagementToken) {
  const role = readRole(row.role);
  if (!role) throw new Error(`management token ${row.id} has a role nobody knows`);
  const isBacked = isTokenBacked({ issuedBy: row.issuedBy, role }, readRole(row.issuerRole ?? ""));
  const ended = row.isExpired ? ("expired" as const) : isBacked ? ("active" as const) : ("unbacked" as const);
  return {
    id: row.id,
    title: row.title,
    role,
    state: row.revokedAt === null ? ended : ("revoked" as const),
    issuedBy: row.issuerName,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
