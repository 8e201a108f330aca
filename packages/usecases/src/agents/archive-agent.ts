import type { Actor } from "@countersign/contracts";
import {
  type AgentRow,
  cancelOpen,
  findAgent,
  listOpenApprovals,
  setAgentArchived,
  type TenantScope,
} from "@countersign/db";
import { recordMove } from "../approvals/moves.ts";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";

export interface AgentTarget extends ConfigurationChange {
  readonly agentId: string;
}

export interface ArchivedAgent {
  readonly agentId: string;
  /** Approvals that waited and were withdrawn. */
  readonly withdrawn: number;
}

/** How many waiting approvals are withdrawn with an agent; what is left can't run either and expires by itself. */
const MOST_WITHDRAWN = 500;

/**
 * Archives an agent: once this is in force its keys are refused. What it waited for is withdrawn, each with its record.
 * Records stay, and its name stays taken. Archiving twice answers the same.
 */
export function archiveAgent(deps: ConfigurationDeps, input: AgentTarget): Promise<ChangeOutcome<ArchivedAgent>> {
  const { agentId } = input;
  return changeConfiguration<ArchivedAgent>(deps, input, async (scope) => {
    const row = await findAgent(scope, agentId);
    if (!row) return unknownTarget("agent");
    if (!(await setAgentArchived(scope, agentId, true)))
      return { ok: true, value: { agentId, withdrawn: 0 }, act: null };
    const withdrawn = await withdrawApprovals(scope, agentId, input.actor);
    return {
      ok: true,
      value: { agentId, withdrawn },
      act: { ...actOf(row, true), detail: { before: { archived: false }, after: { archived: true }, withdrawn } },
    };
  });
}

/** Takes an agent back from the archive: its keys that are neither revoked nor expired work again. */
export function restoreAgent(
  deps: ConfigurationDeps,
  input: AgentTarget,
): Promise<ChangeOutcome<{ readonly agentId: string }>> {
  const { agentId } = input;
  return changeConfiguration<{ readonly agentId: string }>(deps, input, async (scope) => {
    const row = await findAgent(scope, agentId);
    if (!row) return unknownTarget("agent");
    const isChanged = await setAgentArchived(scope, agentId, false);
    const detail = { before: { archived: true }, after: { archived: false } };
    return { ok: true, value: { agentId }, act: isChanged ? { ...actOf(row, false), detail } : null };
  });
}

function actOf(row: AgentRow, isArchived: boolean) {
  return {
    kind: "agent",
    action: isArchived ? "agent.archived" : "agent.restored",
    subject: { kind: "agent", id: row.id, name: row.name },
    agentName: row.name,
    summary: `agent ${row.name} ${isArchived ? "archived" : "restored"}`,
  } as const;
}

async function withdrawApprovals(scope: TenantScope, agentId: string, actor: Actor): Promise<number> {
  const reason = "the agent was archived";
  let withdrawn = 0;
  for (const row of await listOpenApprovals(scope, { agentId }, MOST_WITHDRAWN)) {
    const moved = await cancelOpen(scope, row.id, { reason, attempt: null });
    if (!moved) continue;
    await recordMove(scope, moved, { action: "approval.cancelled", actor, detail: { reason } });
    withdrawn += 1;
  }
  return withdrawn;
}
