import { fileURLToPath } from "node:url";
import { type Admission, createAdmission, type Place } from "@countersign/admission";
import type { Actor, Refusal } from "@countersign/contracts";
import { createDb, createWorkerDb, type Db, deriveRoleUrl, type WorkerDb } from "@countersign/db";
import { migrate } from "@countersign/db/migrate";
import { createEgress } from "@countersign/egress";
import { createUpstream, type UpstreamTool } from "@countersign/mcp";
import { createMigratedDatabase, startRedis } from "@countersign/testkit";
import {
  addConnection,
  createAgent,
  createOrganization,
  createUser,
  issueKey,
  openOrganization,
  publishPolicy,
  syncOperations,
} from "@countersign/usecases";
import { readMasterKey } from "@countersign/vault";
import type { CallTarget } from "../http/call-request.ts";
import { type Child, startChild } from "../measure/child.ts";
import { policyOf } from "./policy-of-rules.ts";

const MASTER_KEY = "the master key of a bench that lives for minutes";
const ACTOR: Actor = { kind: "system", id: null, name: "Bench" };
const GATEWAY = fileURLToPath(new URL("../../../apps/gateway/dist/main.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../../../apps/worker/dist/main.mjs", import.meta.url));

/** Our own gateway with everything on: key, argument policy of 100 rules, two shared caps, in-flight entry, record. */
export interface Governed {
  readonly gateway: Child;
  readonly target: CallTarget;
  /** The same for each agent that calls, `target`'s first. */
  readonly targets: readonly CallTarget[];
  readonly worker: Child;
  readonly admission: Admission;
  readonly db: Db;
  readonly place: Place;
  /** Who may approve. */
  readonly ownerId: string;
  stop(): Promise<void>;
}

export interface GovernedOptions {
  readonly upstreamUrl: string;
  /** When Redis forces its log to disk. */
  readonly appendfsync: "everysec" | "always";
  /** Cores of the gateway, and of everything beside it. */
  readonly cores: { readonly proxy: number | null; readonly rest: number };
  /** How many agents call, `caller-1` and so on; 1 unless it says otherwise. */
  readonly callers?: number;
  /** What is published; 100 rules of which one allows the bench's calls, unless it says otherwise. */
  readonly policy?: string;
  /** Settings of the gateway beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the gateway writes its CPU profile when it ends; null for none. */
  readonly profileFolder: string | null;
}

export async function startGoverned(options: GovernedOptions): Promise<Governed> {
  const { upstreamUrl, cores } = options;
  const database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  const redis = await startRedis({ appendfsync: options.appendfsync });
  const db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY), poolSize: 4 });
  const system = createWorkerDb({ url: deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY), poolSize: 2 });
  const admission = createAdmission({ redisUrl: redis.url, shards: 1 });
  await admission.ready(5_000);
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    COUNTERSIGN_MASTER_KEY: MASTER_KEY,
    PUBLIC_DASHBOARD_URL: "http://127.0.0.1:4600",
    PUBLIC_GATEWAY_URL: "http://127.0.0.1:4601",
    COUNTERSIGN_EGRESS_ALLOW: "127.0.0.0/8",
    PORT: "0",
  };
  const policy = options.policy ?? policyOf(100);
  const callers = options.callers ?? 1;
  const { keys, place, ownerId } = await organization({ db, system, admission, upstreamUrl, policy, callers });
  const worker = await startChild({ args: [WORKER], env, core: cores.rest, says: /worker is up/ });
  const says = /"port":(\d+).*gateway listening/;
  const profile = options.profileFolder === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${options.profileFolder}`];
  const gateway = await startChild({
    args: [...profile, GATEWAY],
    env: { ...env, ...options.settings },
    core: cores.proxy,
    says,
  });
  const targets = keys.map((key) => {
    return { url: `${gateway.url}/mcp`, authorization: `Bearer ${key}`, tool: "bench__echo" };
  });
  const [target] = targets;
  if (!target) throw new Error("no agent calls");
  return {
    gateway,
    worker,
    admission,
    db,
    place,
    ownerId,
    target,
    targets,
    stop: async () => {
      await gateway.stop();
      await worker.stop();
      await admission.close();
      await Promise.all([db.close(), system.close()]);
      await redis.close();
      await database.close();
    },
  };
}

interface Making {
  readonly db: Db;
  readonly system: WorkerDb;
  readonly admission: Admission;
  readonly upstreamUrl: string;
  readonly policy: string;
  readonly callers: number;
}

interface Made {
  readonly keys: readonly string[];
  readonly place: Place;
  readonly ownerId: string;
}

/** An organization made by the product's own use cases. */
async function organization({ db, system, admission, upstreamUrl, policy, callers }: Making): Promise<Made> {
  const deps = { db, hot: admission, masterKey: readMasterKey(MASTER_KEY) };
  const owner = granted(await createUser({ db }, { email: "owner@bench.test", name: "Owner" }));
  const named = { name: "bench", title: "Bench", ownerUserId: owner.id, actor: ACTOR, shards: 1 };
  const { id, shard } = granted(await createOrganization(deps, named));
  const place = { org: id, shard };
  await openOrganization({ db: system, admission }, place);
  const change = { organizationId: id, actor: ACTOR };
  const keys: string[] = [];
  for (let at = 1; at <= callers; at += 1) {
    const agent = granted(await createAgent(deps, { ...change, name: `caller-${at}`, title: `Caller ${at}` }));
    keys.push(granted(await issueKey(deps, { ...change, agentId: agent.id })).text.reveal());
  }
  granted(await createAgent(deps, { ...change, name: "other", title: "Other" }));
  const connection = granted(await addConnection(deps, { ...change, name: "bench", title: "Bench", url: upstreamUrl }));
  const tools = await listTools(upstreamUrl);
  granted(await syncOperations(deps, { ...change, connectionId: connection.id, tools, overrides: {} }));
  granted(await publishPolicy(deps, { ...change, source: policy, message: "bench", baseVersion: 0 }));
  return { keys, place, ownerId: owner.id };
}

type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

function granted<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`${outcome.refusal.detail} ${JSON.stringify(outcome.refusal.problems ?? [])}`);
}

async function listTools(url: string): Promise<readonly UpstreamTool[]> {
  const pooled = createEgress({ allow: ["127.0.0.0/8"] }).poolFor(url, { connections: 1 });
  if (!pooled.ok) throw new Error(pooled.message);
  const upstream = createUpstream({ url, dispatcher: pooled.pool, clientInfo: { name: "bench", version: "1" } });
  try {
    const list = await upstream.listTools();
    if (!list.ok) throw new Error(list.message);
    return list.tools;
  } finally {
    await upstream.close();
    await pooled.pool.close();
  }
}
