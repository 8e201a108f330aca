import { listViews } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { savedView, savedViewSchema, viewOwner } from "./view-owner.ts";

export const list = organizationProcedure("audit.read")
  .meta({ openapi: { method: "GET", path: "/views", tags: ["records"], summary: "List your own and shared searches" } })
  .output(z.object({ views: z.array(savedViewSchema) }))
  .query(async ({ ctx }) => {
    const owner = viewOwner(ctx.actor, ctx.membership);
    const views = await listViews({ db: ctx.services.db }, owner);
    return { views: views.map((view) => savedView(view, owner.ownerId)) };
  });
