import { discardDraft as discard } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { draftOwner } from "./draft-owner.ts";

export const discardDraft = organizationProcedure("policy.publish")
  .meta({ openapi: { method: "DELETE", path: "/policy/draft", tags: ["policy"], summary: "Discard your own draft" } })
  .output(z.object({ wasThere: z.boolean() }))
  .mutation(async ({ ctx }) => {
    const wasThere = await discard({ db: ctx.services.db }, draftOwner(ctx.actor, ctx.membership));
    return { wasThere };
  });
