import {
  type ActivityRow,
  type AgentOwnerRow,
  type Db,
  findLastCalls,
  listAgentOwners,
  sumAgentActivity,
  sumInstanceActivity,
} from "@countersign/db";

/** What somebody did in the last 24 hours. Money is micro-USD. */
export interface Activity {
  readonly calls: number;
  readonly denied: number;
  /** Calls for which a person was asked. */
  readonly asked: number;
  readonly failed: number;
  readonly spentMicros: bigint;
}

export interface AgentsActivity {
  /** By agent id; quiet agents are left out. */
  readonly last24h: ReadonlyMap<string, Activity>;
  /** RFC 3339 UTC by agent id, within 30 days. */
  readonly lastCallAt: ReadonlyMap<string, string>;
  /** By member id, those who left included. */
  readonly owners: ReadonlyMap<string, AgentOwnerRow>;
}

const HOURS = 24;

export const NO_ACTIVITY: Activity = { calls: 0, denied: 0, asked: 0, failed: 0, spentMicros: 0n };

/** The figures and owners of all agents of an organization. */
export function readAgentsActivity(deps: { readonly db: Db }, organizationId: string): Promise<AgentsActivity> {
  return deps.db.tenant(organizationId, async (scope) => {
    const sums = await sumAgentActivity(scope, HOURS);
    const lasts = await findLastCalls(scope);
    const owners = await listAgentOwners(scope);
    return {
      last24h: byId(sums),
      lastCallAt: new Map(lasts.map(({ id, at }) => [id, at])),
      owners: new Map(owners.map((owner) => [owner.memberId, owner])),
    };
  });
}

/** The figures of an agent's instances, by instance id. */
export function readInstancesActivity(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly agentName: string },
): Promise<ReadonlyMap<string, Activity>> {
  return deps.db.tenant(input.organizationId, async (scope) =>
    byId(await sumInstanceActivity(scope, { agentName: input.agentName, hours: HOURS })),
  );
}

function byId(rows: readonly ActivityRow[]): ReadonlyMap<string, Activity> {
  return new Map(
    rows.map(({ id, calls, denied, asked, failed, costMicros }) => [
      id,
      {
        calls: Number(calls),
        denied: Number(denied),
        asked: Number(asked),
        failed: Number(failed),
        spentMicros: costMicros,
      },
    ]),
  );
}
