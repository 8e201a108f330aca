import type { Actor } from "@countersign/contracts";
import {
  type ConnectionRow,
  type CredentialRow,
  dropConnectionCheck,
  endConnectionCheck,
  findConnection,
  findLivingCredential,
  listOperations,
  noteCredentialUse,
  takeConnectionCheck,
} from "@countersign/db";
import type { ConfigurationDeps } from "../configuration/change-configuration.ts";
import { placeOf } from "../configuration/place-of.ts";
import { isSuspended } from "../organizations/suspension.ts";
import { type DiscoveredTool, isEmptyPlan, planSync } from "./plan-sync.ts";
import { type ReachedBy, syncOperations } from "./sync-operations.ts";

export interface CheckTarget {
  readonly organizationId: string;
  readonly connectionId: string;
}

export type BegunCheck =
  | { readonly kind: "begun"; readonly connection: ConnectionRow; readonly credential: CredentialRow | null }
  /** Another worker looks at it now. */
  | { readonly kind: "busy" }
  /** There is none, it is disconnected, or its organization is suspended. */
  | { readonly kind: "gone" };

/** What a look at a connection found. */
export type CheckFinding =
  | { readonly ok: true; readonly tools: readonly DiscoveredTool[]; readonly protocol: string }
  | { readonly ok: false; readonly health: "failing" | "unauthorized"; readonly fault: string };

export interface CheckEnding extends CheckTarget {
  readonly reachedBy: ReachedBy;
  readonly finding: CheckFinding;
  /** 0 ≤ n < 1; spreads the next looks. */
  readonly random: number;
}

const DISCOVERY: Actor = { kind: "system", id: null, name: "discovery" };
const EVERY_MS = 300_000;
const SOONEST_MS = 20_000;
const LATEST_MS = 600_000;

/** Takes the right to look at a connection for `leaseMs`; one worker has it at a time. */
export async function beginCheck(
  { db }: Pick<ConfigurationDeps, "db">,
  { organizationId, connectionId }: CheckTarget,
  leaseMs: number,
): Promise<BegunCheck> {
  const begun = await db.tenant(organizationId, async (scope): Promise<BegunCheck> => {
    const isTaken = await takeConnectionCheck(scope, connectionId, leaseMs);
    const connection = await findConnection(scope, connectionId);
    if (!connection || connection.disconnectedAt || (await isSuspended(scope))) return { kind: "gone" };
    if (!isTaken) return { kind: "busy" };
    return { kind: "begun", connection, credential: await findLivingCredential(scope, connectionId) };
  });
  const presented = begun.kind === "begun" ? begun.credential : null;
  // On its own: whoever replaces a secret locks it first and then the connection.
  if (presented) await db.tenant(organizationId, (scope) => noteCredentialUse(scope, presented.id));
  return begun;
}

/**
 * Writes down what a look found: its tools are synced if they differ, its health is told. A finding about an address or a
 * secret that were replaced meanwhile is thrown away: whoever replaced them has asked for another look.
 */
export async function endCheck(deps: ConfigurationDeps, ending: CheckEnding): Promise<"written" | "stale"> {
  const { organizationId, connectionId, finding } = ending;
  const isWritten =
    finding.ok && (await needsSync(deps, ending, finding.tools))
      ? await syncFound(deps, ending, finding)
      : await noteHealth(deps, ending);
  if (!isWritten) {
    await deps.db.tenant(organizationId, (scope) => dropConnectionCheck(scope, connectionId));
    return "stale";
  }
  await announceConnection(deps, ending);
  return "written";
}

/** Says live that a connection was looked at or changed. A hint only. */
export async function announceConnection(
  deps: Pick<ConfigurationDeps, "db" | "announce">,
  { organizationId, connectionId }: CheckTarget,
): Promise<void> {
  try {
    await deps.announce?.(await placeOf(deps.db, organizationId), { type: "connection", id: connectionId });
  } catch {
    // Pages read the truth when they load.
  }
}

/** Most looks find nothing new: those needn't take the organization's lock. */
function needsSync(
  { db }: ConfigurationDeps,
  { organizationId, connectionId }: CheckTarget,
  tools: readonly DiscoveredTool[],
): Promise<boolean> {
  return db.tenant(organizationId, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    const isKnown = connection?.discoveredAt != null;
    return (
      !isKnown || !isEmptyPlan(planSync(await listOperations(scope, connectionId), tools, { isKnown, now: new Date() }))
    );
  });
}

async function syncFound(
  deps: ConfigurationDeps,
  { organizationId, connectionId, reachedBy, random }: CheckEnding,
  finding: Extract<CheckFinding, { ok: true }>,
): Promise<boolean> {
  const synced = await syncOperations(deps, {
    organizationId,
    actor: DISCOVERY,
    connectionId,
    reachedBy,
    tools: finding.tools,
    protocol: finding.protocol,
    nextCheckMs: nextCheckMs(0, random),
  });
  return synced.ok && !synced.value.isStale;
}

function noteHealth({ db }: ConfigurationDeps, ending: CheckEnding): Promise<boolean> {
  const { organizationId, connectionId, reachedBy, finding, random } = ending;
  return db.tenant(organizationId, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    const credential = await findLivingCredential(scope, connectionId);
    if (connection?.url !== reachedBy.url || (credential?.id ?? null) !== reachedBy.credentialId) return false;
    await endConnectionCheck(scope, connectionId, {
      health: finding.ok ? "ready" : finding.health,
      fault: finding.ok ? null : finding.fault,
      protocol: finding.ok ? finding.protocol : null,
      nextCheckMs: nextCheckMs(finding.ok ? 0 : connection.failures + 1, random),
      isDiscovered: finding.ok,
    });
    return true;
  });
}

/** Every five minutes while all is well; after a failure soon, then rarer and rarer. Spread over a fifth. */
export function nextCheckMs(failures: number, random: number): number {
  const base = failures === 0 ? EVERY_MS : Math.min(LATEST_MS, SOONEST_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(base * (0.9 + random / 5));
}
