import { newId } from "@countersign/contracts";
import {
  endConnectionCheck,
  findConnection,
  findLivingCredential,
  insertOperations,
  listOperations,
  type NewOperation,
  type TenantScope,
  updateOperation,
} from "@countersign/db";
import {
  type Act,
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { type DiscoveredTool, isEmptyPlan, type OperationOverride, planSync, type SyncPlan } from "./plan-sync.ts";

/** How a connection was reached when its tools were read: if that has changed since, what was read is of no use. */
export interface ReachedBy {
  readonly url: string;
  readonly credentialId: string | null;
}

export interface OperationSync extends ConfigurationChange {
  readonly connectionId: string;
  /** Everything the upstream offers now, in its order. */
  readonly tools: readonly DiscoveredTool[];
  readonly overrides?: Readonly<Record<string, OperationOverride>>;
  /** A person has reviewed what is new and what changed: it becomes what is pinned. */
  readonly acceptChanges?: boolean;
  /** MCP revision the upstream spoke. */
  readonly protocol?: string;
  readonly reachedBy?: ReachedBy;
  /** When to look again, ms. */
  readonly nextCheckMs?: number;
}

export interface SyncedOperations {
  readonly added: readonly string[];
  /** New or changed: no call until a person accepts it. */
  readonly quarantined: readonly string[];
  /** Active again, or with another class, price, place or accepted definition. */
  readonly updated: readonly string[];
  readonly gone: readonly string[];
  /** Left out: no canonical definition, or a name or size nobody can work with. */
  readonly unusable: readonly string[];
  /** How the connection is reached changed meanwhile: nothing was written. */
  readonly isStale: boolean;
}

const NEXT_CHECK_MS = 300_000;

/**
 * Brings a connection's operations in line with what its upstream offers. A definition is pinned as first seen: one that
 * changed, or that is new on a connection whose tools were known, is held until a person accepts it. Nothing changed, no
 * version.
 */
export async function syncOperations(
  deps: ConfigurationDeps,
  input: OperationSync,
): Promise<ChangeOutcome<SyncedOperations>> {
  return changeConfiguration<SyncedOperations>(deps, input, async (scope) => {
    const connection = await findConnection(scope, input.connectionId);
    if (!connection) return unknownTarget("connection");
    if (await isStale(scope, connection, input.reachedBy)) return { ok: true, value: STALE, act: null };
    const plan = planSync(await listOperations(scope, connection.id), input.tools, {
      isKnown: connection.discoveredAt !== null,
      now: new Date(),
      ...(input.overrides ? { overrides: input.overrides } : {}),
      ...(input.acceptChanges ? { acceptChanges: true } : {}),
    });
    await writePlan(scope, connection.id, plan);
    await endConnectionCheck(scope, connection.id, {
      health: "ready",
      fault: null,
      protocol: input.protocol ?? null,
      nextCheckMs: input.nextCheckMs ?? NEXT_CHECK_MS,
      isDiscovered: true,
    });
    const value = outcomeOf(plan);
    return { ok: true, value, act: isEmptyPlan(plan) ? null : syncAct(connection, value) };
  });
}

const STALE: SyncedOperations = { added: [], quarantined: [], updated: [], gone: [], unusable: [], isStale: true };

async function isStale(
  scope: TenantScope,
  connection: { readonly id: string; readonly url: string },
  reachedBy: ReachedBy | undefined,
): Promise<boolean> {
  if (!reachedBy) return false;
  const living = await findLivingCredential(scope, connection.id);
  return connection.url !== reachedBy.url || (living?.id ?? null) !== reachedBy.credentialId;
}

async function writePlan(scope: TenantScope, connectionId: string, plan: SyncPlan): Promise<void> {
  const now = new Date();
  const rows = plan.added.map((added): NewOperation => {
    const { tool, hash, position, isClassSet, priceMicros, isHeld } = added;
    return {
      id: newId("operation"),
      connectionId,
      name: tool.name,
      class: added.class,
      isClassSet,
      priceMicros,
      definition: tool.raw,
      definitionHash: hash,
      position,
      state: isHeld ? "quarantined" : "active",
      candidate: isHeld ? tool.raw : null,
      candidateHash: isHeld ? hash : null,
      candidateAt: isHeld ? now : null,
    };
  });
  await insertOperations(scope, rows);
  for (const { row, change } of plan.changed) await updateOperation(scope, row.id, change);
  for (const row of plan.gone) await updateOperation(scope, row.id, { state: "gone" });
}

function outcomeOf({ added, changed, gone, unusable }: SyncPlan): SyncedOperations {
  const isHeld = ({ change }: SyncPlan["changed"][number]): boolean =>
    change.state === "quarantined" || (change.candidateHash ?? null) !== null;
  const namesOf = (items: SyncPlan["changed"]): string[] => items.map(({ row }) => row.name);
  return {
    added: added.map(({ tool }) => tool.name),
    quarantined: [
      ...added.filter((each) => each.isHeld).map(({ tool }) => tool.name),
      ...namesOf(changed.filter(isHeld)),
    ],
    updated: namesOf(changed.filter((item) => !isHeld(item))),
    gone: gone.map((row) => row.name),
    unusable,
    isStale: false,
  };
}

function syncAct(connection: { readonly id: string; readonly name: string }, synced: SyncedOperations): Act {
  const { added, quarantined, updated, gone } = synced;
  return {
    kind: "connection",
    action: "connection.synced",
    subject: { kind: "connection", id: connection.id, name: connection.name },
    connectionName: connection.name,
    detail: {
      added: added.length,
      quarantined: quarantined.length,
      updated: updated.length,
      gone: gone.length,
      quarantinedNames: [...quarantined],
    },
    summary: `tools of ${connection.name}: ${added.length} new, ${quarantined.length} held, ${gone.length} gone`,
  };
}
