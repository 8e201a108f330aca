import { saveRecordView } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { savedView, savedViewSchema, viewOwner } from "./view-owner.ts";

const nameSchema = z
  .string()
  .trim()
  .min(1, "A view needs a name.")
  .max(80, "A name has at most 80 characters.")
  .regex(/^\P{C}*$/u, "A name is one line of text.");

export const save = organizationProcedure("audit.read")
  .meta({ openapi: { method: "POST", path: "/views", tags: ["records"], summary: "Save a search under a name" } })
  .input(
    z.object({
      name: nameSchema,
      query: z
        .string()
        .max(1_500)
        .regex(/^[\x20-\x7e]*$/, "It isn't the query of a URL."),
      isShared: z.boolean().default(false),
    }),
  )
  .output(savedViewSchema)
  .mutation(async ({ ctx, input }) => {
    const { name, query, isShared } = input;
    const owner = viewOwner(ctx.actor, ctx.membership);
    const saved = await saveRecordView({ db: ctx.services.db }, { ...owner, name, query, isShared });
    if (!saved.ok) throw new RefusalError(saved.refusal);
    return savedView(saved.value, owner.ownerId);
  });
