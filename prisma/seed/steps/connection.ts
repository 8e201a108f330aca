import { type ConnectionRow, findConnectionByName } from "@countersign/db";
import { createEgress } from "@countersign/egress";
import { createUpstream, type UpstreamTool } from "@countersign/mcp";
import { addConnection, type OperationOverride, syncOperations, updateConnection } from "@countersign/usecases";
import type { World } from "../world.ts";
import { granted } from "./granted.ts";
import { SEED_ACTOR } from "./organization.ts";

export interface ConnectionPlan {
  readonly name: string;
  readonly title: string;
  readonly url: string;
  readonly overrides: Readonly<Record<string, OperationOverride>>;
}

/** The connection, with its tools as they are offered now. */
export async function ensureConnection(
  world: World,
  organizationId: string,
  plan: ConnectionPlan,
): Promise<{ readonly id: string; readonly name: string }> {
  const connection = await connectionOf(world, organizationId, plan);
  const tools = await discoverTools(connection.url);
  const synced = granted(
    await syncOperations(world, {
      organizationId,
      actor: SEED_ACTOR,
      connectionId: connection.id,
      tools,
      overrides: plan.overrides,
      // The demo's tools are our own: what they are now is what was reviewed.
      acceptChanges: true,
    }),
  );
  world.say(`${plan.name}: ${tools.length} tools, ${synced.added.length} new`);
  return { id: connection.id, name: connection.name };
}

async function connectionOf(world: World, organizationId: string, plan: ConnectionPlan): Promise<ConnectionRow> {
  const known = await world.db.tenant(organizationId, (scope) => findConnectionByName(scope, plan.name));
  if (known) {
    // The demo tools may have had to take another port than the last time.
    const { url } = granted(
      await updateConnection(world, { organizationId, actor: SEED_ACTOR, connectionId: known.id, url: plan.url }),
    );
    return { ...known, url };
  }
  world.say(`making the connection ${plan.name}`);
  const { name, title, url } = plan;
  return granted(await addConnection(world, { organizationId, actor: SEED_ACTOR, name, title, url }));
}

async function discoverTools(url: string): Promise<readonly UpstreamTool[]> {
  const egress = createEgress({ allow: ["127.0.0.0/8", "::1/128"] });
  const pooled = egress.poolFor(url, { connections: 2 });
  if (!pooled.ok) throw new Error(`The demo tools can't be reached at ${url}: ${pooled.message}`);
  const upstream = createUpstream({
    url,
    dispatcher: pooled.pool,
    clientInfo: { name: "countersign-seed", version: "0.0.0" },
  });
  try {
    const list = await upstream.listTools();
    if (!list.ok)
      throw new Error(`The demo tools can't be listed at ${url}: ${list.message} (${list.cause}). Are they running?`);
    return list.tools;
  } finally {
    await upstream.close();
    await pooled.pool.close();
  }
}
