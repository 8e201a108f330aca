import { isAllowed, type Role } from "@countersign/core";
import {
  findApproval,
  findPolicyVersion,
  listAgents,
  listConnections,
  listOperations,
  type TenantScope,
} from "@countersign/db";
import { parsePolicy } from "@countersign/policy";
import { getRecord } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { type PaletteHit, paletteHitSchema } from "../../views/palette.ts";
import { matchHits } from "./match-hits.ts";

/** What can be gone to by name or id, of what the caller may see. For the palette; automation lists things itself. */
export const search = organizationProcedure("organization.read")
  .input(z.object({ query: z.string().max(200) }))
  .output(z.object({ hits: z.array(paletteHitSchema) }))
  .query(async ({ ctx, input }) => {
    const { organizationId, role } = ctx.membership;
    const { audit, db } = ctx.services;
    const query = input.query.trim();
    if (query.startsWith("rec_")) {
      if (!isAllowed(role, "audit.read")) return { hits: [] };
      const found = await getRecord({ audit }, { organizationId, recordId: query });
      return { hits: found ? [recordHit(found.record)] : [] };
    }
    if (query.startsWith("apr_")) {
      // An approver sees some approvals only; the page itself says when this one isn't theirs.
      if (!isAllowed(role, "approvals.read")) return { hits: [] };
      const approval = await db.tenant(organizationId, (scope) => findApproval(scope, query));
      if (!approval) return { hits: [] };
      const hit = { kind: "approval" as const, id: query, title: query, hint: approval.state };
      return { hits: [{ ...hit, path: `/approvals/${query}` }] };
    }
    const all = await db.tenant(organizationId, (scope) => everything(scope, role));
    return { hits: matchHits(all, query) };
  });

function recordHit(record: { readonly id: string; readonly summary: string; readonly kind: string }): PaletteHit {
  return {
    kind: "record",
    id: record.id,
    title: record.id,
    hint: record.summary || record.kind,
    path: `/audit/${record.id}`,
  };
}

async function everything(scope: TenantScope, role: Role): Promise<readonly PaletteHit[]> {
  const agents = isAllowed(role, "agents.read") ? await listAgents(scope) : [];
  const canReadConnections = isAllowed(role, "connections.read");
  const connections = canReadConnections ? await listConnections(scope) : [];
  const operations = canReadConnections ? await listOperations(scope) : [];
  const policy = isAllowed(role, "policy.read") ? await findPolicyVersion(scope) : null;
  const names = new Map(connections.map((connection) => [connection.id, connection.name]));
  return [
    ...agents.map(({ id, name, title }) => ({
      kind: "agent" as const,
      id,
      title,
      hint: name,
      path: `/agents/${name}`,
    })),
    ...connections.map(({ id, name, title }) => ({
      kind: "connection" as const,
      id,
      title,
      hint: name,
      path: `/connections/${id}`,
    })),
    ...ruleHits(policy?.source ?? ""),
    ...operations.map(({ id, name, connectionId }) => ({
      kind: "operation" as const,
      id,
      title: `${names.get(connectionId) ?? "?"}.${name}`,
      hint: "",
      path: `/connections/${connectionId}`,
    })),
  ];
}

function ruleHits(source: string): readonly PaletteHit[] {
  const parsed = parsePolicy(source);
  if (!parsed.ok) return [];
  return parsed.document.rules.map(({ id, effect }) => ({
    kind: "rule" as const,
    id,
    title: id,
    hint: effect.replaceAll("_", " "),
    path: `/rules?rule=${encodeURIComponent(id)}`,
  }));
}
