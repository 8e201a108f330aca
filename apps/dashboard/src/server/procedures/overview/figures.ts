import { listAgents, listInstances } from "@countersign/db";
import { countWaitingApprovals, readOverview, type SpanFigures } from "@countersign/usecases";
import { z } from "zod";
import { approvalDeps } from "../../deps.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { type Figures, figuresSchema } from "../../views/overview.ts";
import { entitledUser } from "../approvals/visibility.ts";
import { readBudgets } from "./budgets.ts";
import { readObserving } from "./observing.ts";

const SPANS = { "24h": "last24h", "7d": "last7d", "30d": "last30d" } as const;

export const figures = organizationProcedure("audit.read")
  .input(z.object({ period: z.enum(["24h", "7d", "30d"]).default("24h") }))
  .output(figuresSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const { db } = ctx.services;
    const overview = await readOverview({ db }, organizationId, input.period);
    const waiting = await countWaitingApprovals(approvalDeps(ctx.services), {
      organizationId,
      entitledUserId: entitledUser(ctx.actor, ctx.membership),
    });
    const { agents, instances } = await db.tenant(organizationId, async (scope) => ({
      agents: await listAgents(scope),
      instances: (await listInstances(scope)).length,
    }));
    const titles = new Map(agents.map(({ name, title }) => [name, title]));
    return {
      ...counts(overview[SPANS[input.period]]),
      buckets: overview.buckets.map(({ at, calls, denied }) => ({ at, calls: Number(calls), denied: Number(denied) })),
      troubled: overview.troubled.map(({ agentName, calls, denied, limited, failed }) => ({
        agentName,
        agentTitle: titles.get(agentName) ?? agentName,
        calls: Number(calls),
        denied: Number(denied),
        limited: Number(limited),
        failed: Number(failed),
      })),
      agents: agents.length,
      instances,
      waiting,
      budgets: await readBudgets(db, organizationId, overview.limits),
      observing: await readObserving(db, organizationId),
    };
  });

function counts(
  span: SpanFigures,
): Omit<Figures, "agents" | "instances" | "waiting" | "buckets" | "troubled" | "budgets" | "observing"> {
  return {
    calls: span.calls,
    allowed: span.allowed,
    failed: span.failed,
    denied: span.denied,
    limited: span.limited,
    unknown: span.unknown,
    asked: span.askedApproval,
    spentMicros: span.costMicros.toString(),
    unpriced: span.unpriced,
  };
}
