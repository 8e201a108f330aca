import { readSessionLabels } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { sessionSchema, sessionView } from "../../views/session.ts";

export const sessions = organizationProcedure("agents.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/agents/{agentId}/sessions",
      tags: ["agents"],
      summary: "The labels that an agent's policy sessions have now",
    },
  })
  .input(z.object({ agentId: z.string().max(80) }))
  .output(z.object({ sessions: z.array(sessionSchema) }))
  .query(async ({ ctx, input: { agentId } }) => {
    const { db, admission } = ctx.services;
    const { organizationId } = ctx.membership;
    const read = await readSessionLabels({ db, labels: admission }, { organizationId, agentId });
    if (!read.ok) throw new RefusalError(read.refusal);
    return { sessions: read.value.map(sessionView) };
  });
