import { isAllowed } from "@countersign/core";
import { removeRecordView } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { viewOwner } from "./view-owner.ts";

export const remove = organizationProcedure("audit.read")
  .meta({ openapi: { method: "DELETE", path: "/views/{id}", tags: ["records"], summary: "Remove a saved search" } })
  .input(
    z.object({
      id: z
        .string()
        .max(80)
        .regex(/^\P{C}*$/u),
    }),
  )
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const owner = viewOwner(ctx.actor, ctx.membership);
    // What is shared is everybody's: an admin may tidy it.
    const mayRemoveShared = isAllowed(ctx.membership.role, "organization.write");
    const wasThere = await removeRecordView({ db: ctx.services.db }, { ...owner, viewId: input.id, mayRemoveShared });
    if (!wasThere) return refuse("request.target.unknown", "There is no such view, or it isn't yours.");
    return { id: input.id };
  });
