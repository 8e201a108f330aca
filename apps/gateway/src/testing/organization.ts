import { randomBytes } from "node:crypto";
import type { Actor, CallRecord, Refusal } from "@countersign/contracts";
import type { ApprovalState, GrantWish, JsonObject } from "@countersign/core";
import { createEgress } from "@countersign/egress";
import { createUpstream, type UpstreamTool } from "@countersign/mcp";
import {
  addConnection,
  type ConfigurationChange,
  createAgent,
  createOrganization,
  createUser,
  decideApproval,
  disconnectConnection,
  editApproval,
  getRecord,
  issueKey,
  type KillTarget,
  liftKill,
  listApprovals,
  type OperationOverride,
  openGrant,
  openOrganization,
  type Place,
  publishPolicy,
  pullKill,
  readApproval,
  revokeGrant,
  revokeKey,
  type SecretDeps,
  searchRecords,
  syncOperations,
  updateConnection,
} from "@countersign/usecases";
import { vi } from "vitest";
import type { Platform } from "./platform.ts";

export interface ConnectionPlan {
  readonly url: string;
  readonly overrides?: Readonly<Record<string, OperationOverride>>;
}

export interface OrganizationPlan {
  readonly connections: Readonly<Record<string, ConnectionPlan>>;
  /** Agents by name, each with the names of instances that get a key of their own. */
  readonly agents?: Readonly<Record<string, readonly string[]>>;
  /** The policy's text. */
  readonly policy: string;
}

export interface TestKey {
  readonly id: string;
  readonly text: string;
}

export interface TestAgent {
  readonly id: string;
  readonly key: TestKey;
  readonly instances: Readonly<Record<string, TestKey>>;
}

export interface TestOrganization {
  readonly place: Place;
  /** With which the product's use cases change this organization. */
  readonly deps: SecretDeps;
  readonly change: ConfigurationChange;
  /** Owner of the organization: the one person who may decide. */
  readonly ownerId: string;
  readonly connections: Readonly<Record<string, string>>;
  agent(name?: string): TestAgent;
  issueKey(agentId: string): Promise<TestKey>;
  /** Resolves once the policy is in force. */
  publish(policy: string): Promise<void>;
  /** Resolves once the revocation is in force. */
  revoke(keyId: string): Promise<void>;
  /** Resolves with the kill switch once it is on. */
  pullKill(target: KillTarget): Promise<string>;
  liftKill(killId: string): Promise<void>;
  /** Points a connection at another server. */
  move(connection: string, url: string): Promise<void>;
  disconnect(connection: string): Promise<void>;
  /** Reads what a connection's server offers now; a person has reviewed what changed, or not yet. */
  sync(connection: string, isReviewed: boolean): Promise<void>;
  decide(ticket: string, decision: "approve" | "deny", reason?: string): Promise<void>;
  /** The owner approves it and further calls like it; the grant's id, once it is in force. */
  grant(ticket: string, wish: GrantWish): Promise<string>;
  revokeGrant(grantId: string): Promise<void>;
  /** The owner changes what its first revision asked, and approves it so. */
  edit(ticket: string, args: JsonObject): Promise<void>;
  /** The tickets that wait for people, newest first. */
  waiting(): Promise<string[]>;
  approvalState(ticket: string): Promise<ApprovalState | null>;
  /** The one record of a call, once the worker has written it. */
  callRecord(recordId: string): Promise<CallRecord>;
  /** The records of an operation's calls, once the worker has written so many. */
  callRecords(operation: string, count: number): Promise<CallRecord[]>;
}

const ACTOR: Actor = { kind: "system", id: null, name: "Test" };

/** An organization made by the product's own use cases, open and in force. */
export async function makeOrganization(platform: Platform, plan: OrganizationPlan): Promise<TestOrganization> {
  const name = `org-${randomBytes(6).toString("hex")}`;
  const owner = granted(await createUser(platform, { email: `owner@${name}.test`, name: "Ana" }));
  const deps = { db: platform.db, hot: platform.admission, masterKey: platform.masterKey };
  const made = await createOrganization(deps, { name, title: "Acme", ownerUserId: owner.id, actor: ACTOR, shards: 1 });
  const { id: organizationId, shard } = granted(made);
  const place: Place = { org: organizationId, shard };
  await openOrganization({ db: platform.system, admission: platform.admission }, place);
  const change = { organizationId, actor: ACTOR };
  const keyOf = async (agentId: string, instanceName?: string): Promise<TestKey> => {
    const named = instanceName === undefined ? {} : { instanceName };
    const issued = inForce(await issueKey(deps, { ...change, agentId, ...named }));
    return { id: issued.keyId, text: issued.text.reveal() };
  };
  const agents = new Map<string, TestAgent>();
  for (const [agentName, instanceNames] of Object.entries(plan.agents ?? { scout: [] })) {
    const { id } = inForce(await createAgent(deps, { ...change, name: agentName, title: agentName }));
    const instances: Record<string, TestKey> = {};
    for (const instanceName of instanceNames) instances[instanceName] = await keyOf(id, instanceName);
    agents.set(agentName, { id, key: await keyOf(id), instances });
  }
  const connections: Record<string, string> = {};
  for (const [connectionName, { url, overrides = {} }] of Object.entries(plan.connections)) {
    const added = await addConnection(deps, { ...change, name: connectionName, title: connectionName, url });
    const connectionId = inForce(added).id;
    connections[connectionName] = connectionId;
    inForce(await syncOperations(deps, { ...change, connectionId, tools: await listTools(url), overrides }));
  }
  let policyVersion = 0;
  const publish = async (source: string): Promise<void> => {
    const publication = { ...change, source, message: "test", baseVersion: policyVersion };
    policyVersion = inForce(await publishPolicy(deps, publication)).policyVersion;
  };
  await publish(plan.policy);
  return {
    place,
    deps,
    change,
    ownerId: owner.id,
    connections,
    agent: (agentName = "scout") => present(agents.get(agentName)),
    issueKey: (agentId) => keyOf(agentId),
    publish,
    revoke: async (keyId) => void inForce(await revokeKey(deps, { ...change, keyId })),
    ...connectionChanges(deps, change, connections),
    liftKill: async (killId) => void inForce(await liftKill(deps, { ...change, killId })),
    pullKill: async (target) => inForce(await pullKill(deps, { ...change, target, reason: "a test" })).killId,
    ...votesOf(platform, organizationId, owner.id),
    grant: async (approvalId, wish) => {
      const vote = { organizationId, approvalId, userId: owner.id, decision: "approve", reason: null } as const;
      const decided = await decideApproval({ db: platform.db }, { ...vote, channel: "web", grant: wish });
      if (!decided.ok) throw new Error(decided.refusal.detail);
      return present((await openGrant(deps, { organizationId, approvalId })) ?? undefined).id;
    },
    revokeGrant: async (grantId) => void inForce(await revokeGrant(deps, { ...change, grantId })),
    ...readsOf(platform, organizationId),
  };
}

/** What the owner says to approvals. */
function votesOf(
  platform: Platform,
  organizationId: string,
  userId: string,
): Pick<TestOrganization, "decide" | "edit"> {
  return {
    decide: async (approvalId, decision, reason) => {
      const vote = { organizationId, approvalId, userId, decision, reason: reason ?? null };
      const announce = async (to: Place, message: object): Promise<void> => {
        await platform.admission.publishLive(to, JSON.stringify(message));
      };
      const decided = await decideApproval({ db: platform.db, announce }, { ...vote, channel: "web" });
      if (!decided.ok) throw new Error(decided.refusal.detail);
    },
    edit: async (approvalId, args) => {
      const asked = { organizationId, approvalId, userId, revision: 1, arguments: args };
      const edited = await editApproval({ db: platform.db }, { ...asked, channel: "web" });
      if (!edited.ok) throw new Error(edited.refusal.detail);
    },
  };
}

const SOON = { timeout: 30_000, interval: 50 };

type Reads = Pick<TestOrganization, "waiting" | "approvalState" | "callRecord" | "callRecords">;

/** What people would see of an organization. */
function readsOf(platform: Platform, organizationId: string): Reads {
  const callRecord = async (recordId: string): Promise<CallRecord> => {
    const found = await vi.waitFor(async () => {
      const read = await getRecord(platform, { organizationId, recordId });
      if (!read) throw new Error(`the record ${recordId} isn't written`);
      return read;
    }, SOON);
    if (found.record.kind !== "call") throw new Error("this isn't the record of a call");
    return found.record;
  };
  return {
    waiting: async () => {
      const query = { organizationId, tab: "waiting", limit: 50, cursor: null, entitledUserId: null } as const;
      return (await listApprovals(platform, query)).approvals.map((approval) => approval.id);
    },
    approvalState: async (approvalId) => (await readApproval(platform, { organizationId, approvalId }))?.state ?? null,
    callRecord,
    callRecords: async (operation, count) => {
      const search = { organizationId, filter: { kind: "call", operation }, limit: 100, cursor: null } as const;
      const rows = await vi.waitFor(async () => {
        const { records } = await searchRecords(platform, search);
        if (records.length < count) throw new Error(`${records.length} of ${count} records are written`);
        return records;
      }, SOON);
      return Promise.all(rows.map((row) => callRecord(row.id)));
    },
  };
}

type Deps = Parameters<typeof addConnection>[0];
type Change = Pick<Parameters<typeof addConnection>[1], "organizationId" | "actor">;

/** What people do to connections later. */
function connectionChanges(
  deps: Deps,
  change: Change,
  connections: Readonly<Record<string, string>>,
): Pick<TestOrganization, "move" | "disconnect" | "sync"> {
  const urls = new Map<string, string>();
  const idOf = (connection: string): string => present(connections[connection]);
  return {
    move: async (connection, url) => {
      urls.set(connection, url);
      inForce(await updateConnection(deps, { ...change, connectionId: idOf(connection), url }));
    },
    disconnect: async (connection) => {
      inForce(await disconnectConnection(deps, { ...change, connectionId: idOf(connection) }));
    },
    sync: async (connection, acceptChanges) => {
      const tools = await listTools(present(urls.get(connection)));
      inForce(await syncOperations(deps, { ...change, connectionId: idOf(connection), tools, acceptChanges }));
    },
  };
}

type Refused = { readonly ok: false; readonly refusal: Refusal };

/** The value of an outcome that must not be a refusal. */
function granted<T>(outcome: { readonly ok: true; readonly value: T } | Refused): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`${outcome.refusal.detail} ${JSON.stringify(outcome.refusal.problems ?? [])}`);
}

/** The same of a change, which must be in force too. */
function inForce<T>(outcome: { readonly ok: true; readonly value: T; readonly inForce: boolean } | Refused): T {
  const value = granted(outcome);
  if (outcome.ok && !outcome.inForce) throw new Error("a change was saved but is not in force");
  return value;
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the plan of the organization has no such part");
  return value;
}

/** What an upstream offers now. */
async function listTools(url: string): Promise<readonly UpstreamTool[]> {
  const pooled = createEgress({ allow: ["127.0.0.0/8"] }).poolFor(url, { connections: 1 });
  if (!pooled.ok) throw new Error(pooled.message);
  const upstream = createUpstream({ url, dispatcher: pooled.pool, clientInfo: { name: "test", version: "1" } });
  try {
    const list = await upstream.listTools();
    if (!list.ok) throw new Error(`${list.message} (${list.cause})`);
    return list.tools;
  } finally {
    await upstream.close();
    await pooled.pool.close();
  }
}
