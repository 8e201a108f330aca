import { previewErasure as preview } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { personInput } from "./person-input.ts";

// A mutation in form, so that nobody's address stands in a URL or a log of URLs. It changes nothing.
export const previewErasure = organizationProcedure("audit.erase")
  .meta({
    openapi: {
      method: "POST",
      path: "/audit/erasures/preview",
      tags: ["audit"],
      summary: "Count the records and approvals that hold a person",
    },
  })
  .input(z.object({ person: personInput }))
  .output(
    z.object({
      records: z.number().int(),
      approvals: z.number().int(),
      isMore: z.boolean().meta({ description: "Older records weren't counted; they are erased too." }),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const found = await preview({ db: ctx.services.db }, { organizationId, person: input.person });
    if (!found.ok) throw new RefusalError(found.refusal);
    return found.value;
  });
