import { saveDraft as save } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { LONGEST_POLICY, savedDraftSchema } from "../../views/policy.ts";
import { draftOwner } from "./draft-owner.ts";

const LARGEST_REVISION = 2_147_483_646;

export const saveDraft = organizationProcedure("policy.publish")
  .meta({ openapi: { method: "POST", path: "/policy/draft", tags: ["policy"], summary: "Save your own draft" } })
  .input(
    z.object({
      source: z.string().max(LONGEST_POLICY),
      baseVersion: z.number().int().min(0).meta({ description: "The published version the text was made from." }),
      revision: z
        .number()
        .int()
        .min(0)
        .max(LARGEST_REVISION)
        .meta({ description: "The revision the text was made from; 0 to begin a draft." }),
    }),
  )
  .output(savedDraftSchema)
  .mutation(async ({ ctx, input }) => {
    const { source, baseVersion, revision } = input;
    const owner = draftOwner(ctx.actor, ctx.membership);
    const saved = await save({ db: ctx.services.db }, { ...owner, source, baseVersion, revision });
    if (!saved.ok) throw new RefusalError(saved.refusal);
    return { revision: saved.value.revision, updatedAt: saved.value.updatedAt.toISOString() };
  });
