import { readRole } from "@countersign/core";
import type { ListedManagementToken } from "@countersign/db";
import { isTokenBacked } from "@countersign/usecases";
import { z } from "zod";
import { roleSchema } from "./member.ts";

/** What whoever issues a token says of it. */
export const issueTokenInput = z.object({
  title: z.string().trim().min(1, "Enter what the token is for.").max(120),
  expiresAt: z.iso
    .datetime({ offset: true })
    .nullish()
    .meta({ description: "RFC 3339. Without it the token doesn't end by itself." }),
});

export const tokenSchema = z.object({
  id: z.string(),
  title: z.string(),
  role: roleSchema,
  personal: z
    .enum(["reads", "decides"])
    .nullable()
    .meta({ description: "What it does in the name of the person who issued it; null for the organization's tokens." }),
  state: z
    .enum(["active", "expired", "revoked", "unbacked"])
    .meta({ description: "`unbacked`: whoever issued it may no longer do so; it is refused." }),
  issuedBy: z.string().nullable().meta({ description: "Name of the person who answers for it." }),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().meta({ description: "To the minute." }),
});
export type TokenView = z.infer<typeof tokenSchema>;

/** A token as pages show it. Throws Error for one that nobody could have issued. */
export function tokenView(row: ListedManagementToken): TokenView {
  const role = readRole(row.role);
  if (!role) throw new Error(`management token ${row.id} has a role nobody knows`);
  const { issuedBy } = row;
  const personal = tokenSchema.shape.personal.parse(row.personal);
  const isBacked = isTokenBacked({ issuedBy, role, personal }, readRole(row.issuerRole ?? ""));
  const ended = row.isExpired ? ("expired" as const) : isBacked ? ("active" as const) : ("unbacked" as const);
  return {
    id: row.id,
    title: row.title,
    role,
    personal,
    state: row.revokedAt === null ? ended : ("revoked" as const),
    issuedBy: row.issuerName,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
