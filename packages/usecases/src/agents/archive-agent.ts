import { type AgentRow, findAgent, setAgentArchived } from "@countersign/db";
import { withdrawOpen } from "../approvals/withdraw-open.ts";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";

export interface AgentTarget extends ConfigurationChange {
  readonly agentId: string;
}

export interface ArchivedAgent {
  readonly agentId: string;
  /** Approvals that waited and were withdrawn. */
  readonly withdrawn: number;
}

/**
 * Archives an agent: once this is in force its keys are refused and its calls in flight are aborted. What it waited for
 * is withdrawn, each with its record. Records stay, and its name stays taken. Archiving twice answers the same.
 */
export async function archiveAgent(deps: ConfigurationDeps, input: AgentTarget): Promise<ChangeOutcome<ArchivedAgent>> {
  const { agentId, organizationId } = input;
  const changed = await changeConfiguration<ArchivedAgent>(deps, input, async (scope) => {
    const row = await findAgent(scope, agentId);
    if (!row) return unknownTarget("agent");
    if (!(await setAgentArchived(scope, agentId, true)))
      return { ok: true, value: { agentId, withdrawn: 0 }, act: null };
    const withdrawn = await withdrawOpen(scope, { agentId }, { actor: input.actor, reason: "the agent was archived" });
    return {
      ok: true,
      value: { agentId, withdrawn },
      act: { ...actOf(row, true), detail: { before: { archived: false }, after: { archived: true }, withdrawn } },
    };
  });
  // After the change is in force, so that a call which starts meanwhile is either refused or told of this.
  if (changed.ok) await deps.hot.stopRunning(await placeOf(deps.db, organizationId), [agentId]);
  return changed;
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
