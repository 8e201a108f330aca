import type { AuditRecord } from "@countersign/contracts";
import { isAllowed } from "@countersign/core";
import type { Db } from "@countersign/db";
import { findErasure } from "@countersign/db/audit";
import { getRecord, type WholeRecord } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { type RecordRow, recordDetailSchema } from "../../views/record.ts";
import { agentTitles } from "./agent-titles.ts";

export const get = organizationProcedure("audit.read")
  .meta({ openapi: { method: "GET", path: "/records/{id}", tags: ["records"], summary: "Read one audit record" } })
  .input(z.object({ id: z.string().max(80) }))
  .output(recordDetailSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId, role } = ctx.membership;
    const { audit, db } = ctx.services;
    const found = await getRecord({ audit }, { organizationId, recordId: input.id });
    if (!found) return refuse("request.target.unknown", "There is no such record.");
    const hasBodies = isAllowed(role, "audit.readBodies");
    const titles = await agentTitles(db, organizationId);
    return {
      row: rowOf(found.record, titles),
      sequence: found.sequence.toString(),
      record: hasBodies ? found.record : withoutBodies(found.record),
      hasBodies,
      erased: found.erased && (await erasureOf(db, organizationId, found.erased)),
    };
  });

async function erasureOf(db: Db, organizationId: string, { at, why, erasure }: NonNullable<WholeRecord["erased"]>) {
  const asked = erasure === undefined ? null : await db.tenant(organizationId, (scope) => findErasure(scope, erasure));
  return { at, why, by: asked?.requestedByName ?? null, erasureId: erasure ?? null };
}

/** Arguments and results need `audit.readBodies`; the summary, one argument cut short, is part of the line. */
function withoutBodies(record: AuditRecord): AuditRecord {
  return record.kind === "call" ? { ...record, arguments: null, result: null } : record;
}

function rowOf(record: AuditRecord, titles: ReadonlyMap<string, string>): RecordRow {
  const isCall = record.kind === "call";
  const agentName = isCall ? record.principal.agentName : record.agentName;
  const connection = record.connectionName;
  return {
    id: record.id,
    at: record.at,
    kind: record.kind,
    action: isCall ? null : record.action,
    actorName: isCall ? null : record.actor.name,
    agentName,
    agentTitle: agentName === null ? null : (titles.get(agentName) ?? null),
    instanceName: isCall ? record.principal.instanceName : record.instanceName,
    operation: connection !== null && record.operationName !== null ? `${connection}.${record.operationName}` : null,
    summary: record.summary,
    ruleIds: isCall ? record.ruleIds : [],
    decision: isCall ? record.decision : null,
    outcome: isCall ? record.outcome : null,
    costMicros: isCall ? record.costMicros : null,
    unpriced: isCall && record.unpriced === true,
    latencyMs: isCall ? record.latency.gatewayMs + record.latency.upstreamMs : null,
    approvalId: record.approvalId,
  };
}
