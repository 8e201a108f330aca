import { type ListedSecret, listSecrets } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { type SecretView, secretSchema } from "../../views/secret.ts";

export const list = organizationProcedure("secrets.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/secrets",
      tags: ["secrets"],
      summary: "List every key, token and credential, those to look at first; never what they are",
    },
  })
  .output(z.object({ secrets: z.array(secretSchema) }))
  .query(async ({ ctx }) => {
    const { organizationId } = ctx.membership;
    const secrets = await listSecrets({ db: ctx.services.db }, { organizationId, now: new Date() });
    return { secrets: secrets.map(secretView) };
  });

function secretView(secret: ListedSecret): SecretView {
  const { bounds, createdAt, expiresAt, lastUsedAt, revokedAt, replacedAt, concerns, ownerIsGone: _, ...rest } = secret;
  return {
    ...rest,
    ipRanges: bounds ? [...bounds.ipRanges] : null,
    connectionIds: bounds ? [...bounds.connectionIds] : null,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    endedAt: (revokedAt ?? replacedAt)?.toISOString() ?? null,
    concerns: [...concerns],
  };
}
