import {
  type Db,
  findAgent,
  findInstanceById,
  findOrganization,
  findPolicyVersion,
  listConnections,
  listKillSwitchesOn,
  listOperations,
  type TenantScope,
} from "@countersign/db";
import { compilePolicy, type EffectivePermission, effectivePermissions, parsePolicy } from "@countersign/policy";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { readPolicyContext } from "../policy/policy-context.ts";

/** What becomes of calls of one operation, with what stands around the policy. */
export interface OperationPermission extends EffectivePermission {
  readonly connectionId: string;
  readonly connectionTitle: string;
  /** The pinned definition, as the upstream wrote it. */
  readonly definition: string;
  /** Its definition changed and nobody has looked at the change: calls are refused whatever the rules say. */
  readonly isQuarantined: boolean;
  /** The connection's kill switch is on. */
  readonly isStopped: boolean;
}

export interface AgentPermissions {
  /** 0 while nothing was published: then everything is denied. */
  readonly policyVersion: number;
  /** By operation. */
  readonly operations: readonly OperationPermission[];
}

export interface PermissionsQuery {
  readonly organizationId: string;
  readonly agentId: string;
  /** One of the agent's instances; without, those of any instance are meant. */
  readonly instanceId?: string;
}

/** What an agent, or one of its instances, may do under the policy in use: every operation with its outcome. */
export function readAgentPermissions(
  deps: { readonly db: Db },
  query: PermissionsQuery,
): Promise<Outcome<AgentPermissions>> {
  return deps.db.tenant(query.organizationId, async (scope) => {
    const organization = await findOrganization(scope);
    const agent = await findAgent(scope, query.agentId);
    if (!organization || !agent) return unknownTarget("agent");
    const instance = query.instanceId === undefined ? null : await findInstanceById(scope, query.instanceId);
    if (query.instanceId !== undefined && instance?.agentId !== agent.id) return unknownTarget("instance");
    const published = await findPolicyVersion(scope);
    const parsed = parsePolicy(published?.source ?? NO_RULES);
    if (!parsed.ok) throw new Error("the published policy can't be read");
    const policy = compilePolicy(parsed.document, await readPolicyContext(scope, organization));
    const surroundings = await readSurroundings(scope);
    const operations = effectivePermissions(policy, { agent, instance }).flatMap((permission) => {
      const around = surroundings.get(permission.operation);
      return around ? [{ ...permission, ...around }] : [];
    });
    return { ok: true, value: { policyVersion: published?.version ?? 0, operations } };
  });
}

const NO_RULES = "version: 1\nrules: []\n";

type Surroundings = Pick<
  OperationPermission,
  "connectionId" | "connectionTitle" | "definition" | "isQuarantined" | "isStopped"
>;

async function readSurroundings(scope: TenantScope): Promise<ReadonlyMap<string, Surroundings>> {
  const connections = new Map((await listConnections(scope)).map((connection) => [connection.id, connection]));
  const stopped = new Set((await listKillSwitchesOn(scope)).map((kill) => kill.targetId));
  return new Map(
    (await listOperations(scope)).flatMap((operation) => {
      const connection = connections.get(operation.connectionId);
      if (!connection) return [];
      const { id, name, title } = connection;
      const around: Surroundings = {
        connectionId: id,
        connectionTitle: title,
        definition: operation.definition,
        isQuarantined: operation.state === "quarantined",
        isStopped: stopped.has(id),
      };
      return [[`${name}.${operation.name}`, around] as const];
    }),
  );
}
