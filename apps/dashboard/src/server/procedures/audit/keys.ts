import { listAuditKeys } from "@countersign/usecases";
import { z } from "zod";
import { signerOf } from "../../audit-export/signer.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const keys = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/audit/keys",
      tags: ["audit"],
      summary: "List the keys that signed heads of the audit are checked with, oldest first",
    },
  })
  .output(
    z.object({
      keys: z.array(
        z.object({
          number: z.number().int(),
          publicKey: z.string().meta({ description: "Verifier key as C2SP's signed-note writes it: name+id+key." }),
          until: z
            .number()
            .int()
            .nullable()
            .meta({ description: "Larger heads are the next key's. Null for the present key." }),
          since: z.string().nullable().meta({ description: "Null for the first." }),
          endedAt: z.string().nullable(),
        }),
      ),
    }),
  )
  .query(async ({ ctx }) => {
    const { db } = ctx.services;
    const found = await listAuditKeys({ db, signer: signerOf(ctx.services) }, ctx.membership.organizationId);
    return {
      keys: found.map(({ generation, publicKey, until, since, endedAt }) => ({
        number: generation,
        publicKey,
        until,
        since: since?.toISOString() ?? null,
        endedAt: endedAt?.toISOString() ?? null,
      })),
    };
  });
