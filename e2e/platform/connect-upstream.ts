import { setTimeout as rest } from "node:timers/promises";
import { createAdmission } from "@countersign/admission";
import { createDb, type Db, deriveRoleUrl, findConnection } from "@countersign/db";
import { createEgress } from "@countersign/egress";
import { createUpstream, type UpstreamTool } from "@countersign/mcp";
import { addConnection } from "@countersign/usecases";
import { readMasterKey } from "@countersign/vault";
import { readStores } from "./stores.ts";
import type { Up } from "./up-file.ts";

interface UpstreamPlan {
  readonly name: string;
  readonly title: string;
  readonly url: string;
}

const LONGEST_MS = 30_000;

/** Adds a connection to the platform's organization, and resolves when its worker has discovered the tools. */
export async function connectUpstream(up: Up, plan: UpstreamPlan): Promise<void> {
  const stores = readStores();
  const db = createDb({ url: deriveRoleUrl(stores.DATABASE_URL, "countersign_app", stores.COUNTERSIGN_MASTER_KEY) });
  const admission = createAdmission({ redisUrl: stores.REDIS_URL, shards: 1 });
  try {
    await admission.ready(5_000);
    const deps = { db, hot: admission, masterKey: readMasterKey(stores.COUNTERSIGN_MASTER_KEY) };
    const change = { organizationId: up.organization.id, actor: { kind: "system", id: null, name: "e2e" } as const };
    const added = await addConnection(deps, { ...change, ...plan });
    if (!added.ok) throw new Error(added.refusal.detail);
    await untilReady(db, up.organization.id, added.value.id);
  } finally {
    await admission.close();
    await db.close();
  }
}

async function untilReady(db: Db, organizationId: string, connectionId: string): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  for (;;) {
    const connection = await db.tenant(organizationId, (scope) => findConnection(scope, connectionId));
    if (connection?.health === "ready") return;
    const fault = connection?.fault ?? "it is still being discovered";
    if (performance.now() > until) throw new Error(`the connection isn't ready: ${fault}`);
    await rest(100);
  }
}

/** The tools that the server at `url` offers now. */
export async function discoverTools(url: string): Promise<readonly UpstreamTool[]> {
  const pooled = createEgress({ allow: ["127.0.0.0/8", "::1/128"] }).poolFor(url, { connections: 2 });
  if (!pooled.ok) throw new Error(pooled.message);
  const upstream = createUpstream({
    url,
    dispatcher: pooled.pool,
    clientInfo: { name: "countersign-e2e", version: "0.0.0" },
  });
  try {
    const list = await upstream.listTools();
    if (!list.ok) throw new Error(list.message);
    return list.tools;
  } finally {
    await upstream.close();
    await pooled.pool.close();
  }
}
