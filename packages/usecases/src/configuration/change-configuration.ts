import type { Admission } from "@countersign/admission";
import { type Actor, type ActRecord, type LiveMessage, newId } from "@countersign/contracts";
import type { JsonObject } from "@countersign/core";
import {
  appendAct,
  appendOutbox,
  type Db,
  lockOrganization,
  type OrganizationRow,
  raiseSnapshotVersion,
  raiseVersionInForce,
  type TenantScope,
} from "@countersign/db";
import type { ChangeOutcome, Refused } from "./outcome.ts";

/** The part of the hot state that changes of configuration reach. */
export type HotState = Pick<Admission, "raiseVersion" | "kill" | "lift" | "listInFlight" | "stopRunning">;

/** Where an organization's hot state stands. */
export interface Place {
  readonly org: string;
  readonly shard: number;
}

export interface ConfigurationDeps {
  readonly db: Db;
  readonly hot: HotState;
  /** Says it live after the commit. Failures are ignored: pages read the truth when they load. */
  readonly announce?: (place: Place, message: LiveMessage) => Promise<void>;
}

/** Who changes which organization. */
export interface ConfigurationChange {
  readonly organizationId: string;
  readonly actor: Actor;
}

/** The audit record of an administrative act, without what every act has. */
export interface Act {
  /** The record's id, where something else names it; else it is made here. */
  readonly id?: string;
  readonly kind: Exclude<ActRecord["kind"], "approval" | "gap">;
  /** `noun.verb`: `key.revoked`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly name: string };
  readonly summary: string;
  /** What is worth knowing, never a secret. */
  readonly detail?: JsonObject;
  readonly agentName?: string;
  readonly instanceName?: string;
  readonly connectionName?: string;
}

/** What work did: with an act the version rises, without one nothing was changed; refusing undoes what it wrote. */
export type Worked<T> = { readonly ok: true; readonly value: T; readonly act: Act | null } | Refused;

/** Carries a refusal out of the transaction, which it rolls back. */
class WorkRefused extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super(refused.refusal.detail);
    this.refused = refused;
  }
}

/**
 * Changes an organization's configuration: work, version, audit record and outbox message commit together under the
 * organization's row lock; then Redis is told. Throws when the organization doesn't exist or Postgres is lost.
 */
export async function changeConfiguration<T>(
  deps: ConfigurationDeps,
  change: ConfigurationChange,
  work: (scope: TenantScope, organization: OrganizationRow) => Promise<Worked<T>>,
): Promise<ChangeOutcome<T>> {
  try {
    const { place, isChanged, ...done } = await saveChange(deps, change, work);
    const inForce = await bringIntoForce(deps, place, done.version);
    if (isChanged) await announceVersion(deps, place, done.version);
    return { ok: true, ...done, inForce };
  } catch (error) {
    if (error instanceof WorkRefused) return error.refused;
    throw error;
  }
}

interface Saved<T> {
  readonly value: T;
  readonly version: bigint;
  readonly place: Place;
  readonly isChanged: boolean;
}

function saveChange<T>(
  deps: ConfigurationDeps,
  { organizationId, actor }: ConfigurationChange,
  work: (scope: TenantScope, organization: OrganizationRow) => Promise<Worked<T>>,
): Promise<Saved<T>> {
  return deps.db.tenant(organizationId, async (scope) => {
    const organization = await lockOrganization(scope);
    if (!organization) throw new Error("the organization whose configuration changes doesn't exist");
    const worked = await work(scope, organization);
    if (!worked.ok) throw new WorkRefused(worked);
    const { value, act } = worked;
    const place = { org: organizationId, shard: organization.shard };
    if (!act) return { value, version: organization.snapshotVersion, place, isChanged: false };
    const version = await raiseSnapshotVersion(scope);
    await appendConfigurationAct(scope, actor, act);
    await appendOutbox(scope, { topic: "version.raised", payload: { version: version.toString() } });
    return { value, version, place, isChanged: true };
  });
}

/** Puts an administrative act's record on its way to the audit, in the transaction of the act. */
export function appendConfigurationAct(scope: TenantScope, actor: Actor, act: Act): Promise<void> {
  return appendAct(scope, {
    id: act.id ?? newId("record"),
    kind: act.kind,
    action: act.action,
    actor,
    subject: act.subject,
    approvalId: null,
    agentName: act.agentName ?? null,
    instanceName: act.instanceName ?? null,
    connectionName: act.connectionName ?? null,
    operationName: null,
    detail: act.detail ?? {},
    summary: act.summary,
  });
}

async function bringIntoForce(deps: ConfigurationDeps, place: Place, version: bigint): Promise<boolean> {
  const raised = await deps.hot.raiseVersion(place, Number(version));
  if (raised.kind !== "RAISED" || BigInt(raised.version) < version) return false;
  try {
    await deps.db.tenant(place.org, (scope) => raiseVersionInForce(scope, place.org, version));
  } catch {
    // Only the note of it is missing: Redis holds the version, and the outbox row writes the note again.
  }
  return true;
}

async function announceVersion(deps: ConfigurationDeps, place: Place, version: bigint): Promise<void> {
  try {
    await deps.announce?.(place, { type: "version", version: version.toString() });
  } catch {
    // A hint only.
  }
}
