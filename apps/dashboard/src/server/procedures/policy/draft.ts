import { readDraft } from "@countersign/usecases";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { draftSchema } from "../../views/policy.ts";
import { draftOwner } from "./draft-owner.ts";
import { policyInUse } from "./policy-in-use.ts";

export const draft = organizationProcedure("policy.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/policy/draft",
      tags: ["policy"],
      summary: "Read your own draft, or the published text to begin one from",
    },
  })
  .output(draftSchema)
  .query(async ({ ctx }) => {
    const { db } = ctx.services;
    const own = await readDraft({ db }, draftOwner(ctx.actor, ctx.membership));
    const published = await policyInUse(db, ctx.membership.organizationId);
    if (!own) {
      return { source: published.source, baseVersion: published.version, revision: 0, updatedAt: null, published };
    }
    const { source, baseVersion, revision, updatedAt } = own;
    return { source, baseVersion, revision, updatedAt: updatedAt.toISOString(), published };
  });
