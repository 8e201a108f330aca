import { operationId } from "@countersign/core";
import { listOutcomes, type UnknownOutcome } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { type OutcomeView, outcomePageSchema } from "../../views/outcome.ts";
import { agentTitles } from "../records/agent-titles.ts";

export const list = organizationProcedure("approvals.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/outcomes",
      tags: ["outcomes"],
      summary: "List calls whose outcome is unknown, newest first",
    },
  })
  .input(
    z.object({
      tab: z.enum(["open", "ended"]).default("open").meta({ description: "`open`: nobody knows yet." }),
      limit: z.number().int().min(1).max(100).default(50),
      cursor: z.string().max(200).nullish(),
    }),
  )
  .output(outcomePageSchema)
  .query(async ({ ctx, input: { tab, limit, cursor } }) => {
    const { db } = ctx.services;
    const { organizationId } = ctx.membership;
    const page = await listOutcomes({ db }, { organizationId, tab, limit, cursor: cursor ?? null });
    const titles = await agentTitles(db, organizationId);
    return {
      outcomes: page.outcomes.map((outcome) => outcomeView(outcome, titles)),
      nextCursor: page.nextCursor,
    };
  });

function outcomeView(
  { record, ending, endedAt, endRecordId }: UnknownOutcome,
  titles: ReadonlyMap<string, string>,
): OutcomeView {
  const { principal, latency } = record;
  return {
    record: {
      id: record.id,
      at: record.at,
      kind: "call",
      action: null,
      actorName: null,
      agentName: principal.agentName,
      agentTitle: titles.get(principal.agentName) ?? null,
      instanceName: principal.instanceName,
      operation: operationId(record.connectionName, record.operationName),
      summary: record.summary,
      ruleIds: record.ruleIds,
      decision: record.decision,
      outcome: record.outcome,
      costMicros: record.costMicros,
      unpriced: record.unpriced ?? false,
      latencyMs: latency.gatewayMs + latency.approvalMs + latency.upstreamMs,
      approvalId: record.approvalId,
    },
    ending,
    endedAt: endedAt?.toISOString() ?? null,
    endRecordId,
  };
}
