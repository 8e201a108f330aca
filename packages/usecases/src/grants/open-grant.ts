import { newId } from "@countersign/contracts";
import {
  agreedGrant,
  canonicalJson,
  fixedArguments,
  type GrantingVote,
  isJsonObject,
  parseStrictJson,
} from "@countersign/core";
import {
  type ApprovalRow,
  findApproval,
  findVotes,
  type GrantRow,
  insertGrant,
  type NamedVote,
  type TenantScope,
} from "@countersign/db";
import { votersOf } from "../approvals/decide.ts";
import { grantedVary, readRequirement } from "../approvals/requirement.ts";
import { type ConfigurationDeps, changeConfiguration } from "../configuration/change-configuration.ts";

/** A grant is opened for what has been approved and wasn't taken back. */
const APPROVED: ReadonlySet<string> = new Set(["approved", "executing", "executed", "failed", "unknown"]);

/**
 * Lets further calls through that are like an approved one, as far as the votes on it wish so: in force for the next
 * call. Null where they don't, or a grant of that approval has been opened before. Whoever casts the deciding vote calls
 * this after it; a grant that was never opened only means that the next call asks.
 */
export async function openGrant(
  deps: ConfigurationDeps,
  { organizationId, approvalId }: { readonly organizationId: string; readonly approvalId: string },
): Promise<GrantRow | null> {
  const actor = { kind: "system" as const, id: null, name: "Countersign" };
  const opened = await changeConfiguration<GrantRow | null>(deps, { organizationId, actor }, async (scope) => {
    const row = await findApproval(scope, approvalId);
    const grant = row && APPROVED.has(row.state) ? await grantOf(scope, row) : null;
    const stored = grant && (await insertGrant(scope, grant));
    if (!stored) return { ok: true, value: null, act: null };
    return {
      ok: true,
      value: stored,
      act: {
        kind: "agent",
        action: "grant.opened",
        subject: { kind: "grant", id: stored.id, name: `${stored.connectionName}.${stored.operationName}` },
        agentName: stored.agentName,
        instanceName: stored.instanceName,
        connectionName: stored.connectionName,
        detail: grantDetail(stored),
        summary: `${stored.granterNames.join(", ")} let ${stored.calls} more such calls through`,
      },
    };
  });
  return opened.ok ? opened.value : null;
}

async function grantOf(scope: TenantScope, row: ApprovalRow) {
  const requirement = readRequirement(row.requirement);
  const vary = requirement && grantedVary(requirement);
  const voters = await votersOf(scope, row);
  const args = parseStrictJson(row.argumentsText);
  if (!vary || !voters || !args.ok || !isJsonObject(args.value)) return null;
  const votes = (await findVotes(scope, [row.id])).filter(({ revision }) => revision === row.revision);
  const agreed = agreedGrant(voters.requirements, votes.map(grantingVote));
  if (!agreed) return null;
  const { agentId, agentName, instanceId, instanceName, connectionId, connectionName, operationName } = row;
  return {
    id: newId("grant"),
    approvalId: row.id,
    ...{ agentId, agentName, instanceId, instanceName, connectionId, connectionName, operationName },
    definitionHash: row.definitionHash,
    requirementHash: row.requirementHash,
    ruleIds: row.ruleIds,
    labels: row.labels,
    vary: [...vary],
    fixedArguments: canonicalJson(fixedArguments(args.value, vary)),
    calls: agreed.calls,
    forMs: agreed.forMs,
    granterIds: [...agreed.granters],
    granterNames: votes.filter(({ userId }) => agreed.granters.includes(userId)).map(({ userName }) => userName),
  };
}

function grantingVote({ userId, decision, grantCalls, grantMs }: NamedVote): GrantingVote {
  return {
    userId,
    decision: decision === "approve" ? "approve" : "deny",
    grant: grantCalls === null || grantMs === null ? null : { calls: grantCalls, forMs: Number(grantMs) },
  };
}

/** What the audit says of a grant. Its arguments stand with its approval. */
export function grantDetail({ approvalId, calls, expiresAt, vary, ruleIds, granterIds }: GrantRow) {
  return { approvalId, calls, expiresAt: expiresAt.toISOString(), vary, ruleIds, granterIds };
}
