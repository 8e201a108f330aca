import { searchRecords } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { recordPageSchema } from "../../views/record.ts";
import { agentTitles } from "./agent-titles.ts";
import { recordRow } from "./record-row.ts";
import { recordSearchFields, recordsAskedBy, soonEnough } from "./search-input.ts";

export const list = organizationProcedure("audit.read")
  .meta({
    openapi: { method: "GET", path: "/records", tags: ["records"], summary: "Search audit records, newest first" },
  })
  .input(
    z.object({
      ...recordSearchFields,
      limit: z.number().int().min(1).max(200).default(50),
      cursor: z.string().max(300).nullish(),
      toward: z
        .enum(["older", "newer"])
        .default("older")
        .meta({ description: "Which way to go from the cursor. Pages are newest first in both." }),
    }),
  )
  .output(recordPageSchema)
  .query(async ({ ctx, input }) => {
    const { audit, db } = ctx.services;
    const asked = recordsAskedBy(ctx.membership, input);
    const page = await soonEnough(
      searchRecords({ audit }, { ...asked, limit: input.limit, cursor: input.cursor ?? null, direction: input.toward }),
    );
    const titles = await agentTitles(db, asked.organizationId);
    return {
      records: page.records.map((row) => recordRow(row, titles)),
      nextCursor: page.nextCursor,
      previousCursor: page.previousCursor,
    };
  });
