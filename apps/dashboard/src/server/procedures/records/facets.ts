import { FACETS } from "@countersign/contracts";
import { countRecordFacets } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { recordSearchFields, recordsAskedBy, soonEnough } from "./search-input.ts";

const values = z.array(z.object({ value: z.string(), count: z.number().int() }));

/** How many records a search finds, and by which values. */
export const facets = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/record-facets",
      tags: ["records"],
      summary: "Count what a search of records finds, by the values of each field",
    },
  })
  .input(z.object(recordSearchFields))
  .output(
    z.object({
      total: z.object({
        count: z.number().int(),
        isMore: z.boolean().meta({ description: "It was counted no further; the values are those of the newest." }),
      }),
      facets: z.record(z.enum(FACETS), values),
    }),
  )
  .query(async ({ ctx, input }) => {
    const asked = recordsAskedBy(ctx.membership, input);
    const { total, facets: counted } = await soonEnough(countRecordFacets(ctx.services, asked));
    return { total, facets: Object.fromEntries(FACETS.map((facet) => [facet, [...counted[facet]]])) as never };
  });
