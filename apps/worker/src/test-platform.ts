import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Admission, createAdmission } from "@countersign/admission";
import { type AuditStore, type CallRecord, newId, parseSettings, workerSettingsSchema } from "@countersign/contracts";
import { createDb, createWorkerDb, type Db, deriveRoleUrl, type WorkerDb } from "@countersign/db";
import { postgresAuditStore } from "@countersign/db/audit";
import { migrate } from "@countersign/db/migrate";
import { createLogger } from "@countersign/telemetry";
import { createMigratedDatabase, type MigratedDatabase, startRedis, type TestRedis } from "@countersign/testkit";
import { type ApprovalFacts, type Place, requestApproval } from "@countersign/usecases";
import { startWorker } from "./worker.ts";

/** Roles belong to the test cluster, so every suite must derive their passwords from the same key. */
const MASTER_KEY = "the same test master key in every suite of a cluster";

export interface Platform {
  readonly database: MigratedDatabase;
  readonly redis: TestRedis;
  readonly db: Db;
  readonly audit: AuditStore;
  readonly system: WorkerDb;
  /** Stands for a gateway's. */
  readonly admission: Admission;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Postgres, Redis and the door a gateway would have to both; no worker yet. A Redis that forgets loses all when killed. */
export async function startPlatform(options: { readonly forgets?: boolean } = {}): Promise<Platform> {
  const database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  const redis = await startRedis({ appendonly: !options.forgets });
  const db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY) });
  const system = createWorkerDb({ url: deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY), poolSize: 3 });
  const admission = createAdmission({ redisUrl: redis.url, shards: 1, deadlineMs: 2_000 });
  await admission.ready(5_000);
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    COUNTERSIGN_MASTER_KEY: MASTER_KEY,
    PUBLIC_DASHBOARD_URL: "http://127.0.0.1:4600",
    PUBLIC_GATEWAY_URL: "http://127.0.0.1:4601",
    PORT: "0",
  };
  const close = async (): Promise<void> => {
    await admission.close();
    await Promise.all([db.close(), system.close()]);
    await redis.close();
    await database.close();
  };
  return { database, redis, db, audit: postgresAuditStore(db), system, admission, environment, close };
}

/** A worker in this process. */
export function startWorkerHere(platform: Platform) {
  const settings = parseSettings(workerSettingsSchema, platform.environment);
  return startWorker(settings, createLogger({ name: "worker", level: "silent" }));
}

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** What it wrote to its log. */
  log(): string;
  kill9(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  terminate(): Promise<number | null>;
}

/** A worker as a process of its own, once it is up. */
export async function startWorkerProcess(platform: Platform): Promise<WorkerProcess> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", main], {
    env: { PATH: process.env["PATH"] ?? "", ...platform.environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  let log = "";
  const isUp = new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the worker ended with ${code}: ${log}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("worker is up")) resolve();
    });
  });
  await isUp;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    process.off("exit", killAtExit);
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    const [code] = await once(child, "exit");
    return typeof code === "number" ? code : null;
  };
  return {
    process: child,
    log: () => log,
    kill9: async () => void (await end("SIGKILL")),
    terminate: () => end("SIGTERM"),
  };
}

export interface TestOrganization {
  readonly place: Place;
  readonly agentId: string;
  readonly connectionId: string;
  readonly adminId: string;
}

/** An organization with an agent, a connection and an admin; nothing of it is in Redis yet. */
export async function makeOrganization(platform: Platform): Promise<TestOrganization> {
  const org = newId("organization");
  const ref = randomBytes(5).toString("hex");
  const agentId = newId("agent");
  const connectionId = newId("connection");
  const adminId = newId("user");
  await platform.system.system(async ({ tx }) => {
    await tx.organization.create({ data: { id: org, name: `org-${ref}`, title: "Acme", keyRef: ref } });
    await tx.user.create({ data: { id: adminId, email: `ana.${ref}@acme.test`, name: "Ana" } });
    await tx.member.create({ data: { id: newId("member"), organizationId: org, userId: adminId, role: "admin" } });
    await tx.agent.create({ data: { id: agentId, organizationId: org, name: "outreach", title: "Outreach" } });
    await tx.connection.create({
      data: { id: connectionId, organizationId: org, name: "demo", title: "Demo", url: "http://127.0.0.1:1/mcp" },
    });
  });
  return { place: { org, shard: 0 }, agentId, connectionId, adminId };
}

export interface AskedPeople {
  readonly to: string;
  readonly expiresMs?: number;
  readonly notify?: readonly string[];
  /** Who may decide by a mailed link. */
  readonly allowEdit?: boolean;
  readonly emailLinks?: readonly string[];
  /** What a grant may leave open; none can be given unless it is said. */
  readonly vary?: readonly string[];
}

/** Has the organization's agent ask its admins whether it may send an e-mail. */
export async function askPeople(
  platform: Platform,
  organization: TestOrganization,
  { to, expiresMs = 600_000, notify = [], emailLinks = [], allowEdit = false, vary }: AskedPeople,
): Promise<ApprovalFacts> {
  const grant = vary ? { vary } : null;
  const rule = { ruleId: "r", by: ["role:admin"], emailLinks, quorum: 1, denyQuorum: 1, distinct: false, grant };
  const { approval } = await requestApproval(platform, {
    organizationId: organization.place.org,
    principal: callRecord(organization).principal,
    agentTitle: "Outreach",
    connectionId: organization.connectionId,
    connectionName: "demo",
    operationName: "send_email",
    definitionHash: "d".repeat(64),
    surface: "mcp",
    argumentsText: JSON.stringify({ to }),
    argumentsHash: to,
    forwardedHash: to,
    priceMicros: 0n,
    summary: `to: ${to}`,
    labels: [],
    agentReason: null,
    policyVersion: 1,
    ruleIds: ["r"],
    requirement: { rules: [rule], separation: null, expiresMs, onExpire: null, onDeny: null, notify, allowEdit },
    requirementHash: "e".repeat(64),
    runMode: "on_claim",
    idempotencyHash: null,
    linkedFromId: null,
  });
  return approval;
}

/** A call's record as a gateway writes it. */
export function callRecord(organization: TestOrganization, change: Partial<CallRecord> = {}): CallRecord {
  return {
    id: newId("record"),
    at: new Date().toISOString(),
    organizationId: organization.place.org,
    kind: "call",
    callId: newId("call"),
    principal: {
      agentId: organization.agentId,
      agentName: "outreach",
      instanceId: null,
      instanceName: "default",
      instanceProved: false,
      keyId: null,
      personId: null,
      clientName: null,
      clientVersion: null,
      ip: null,
    },
    connectionId: organization.connectionId,
    connectionName: "demo",
    operationName: "search_web",
    surface: "mcp",
    arguments: { text: '{"query":"arms"}', bytes: 16, sha256: "a".repeat(64), isCut: false },
    argumentsHash: "b".repeat(64),
    forwardedHash: "a".repeat(64),
    decision: "allow",
    ruleIds: ["search"],
    reasons: [{ ruleId: "search", text: "allowed by search" }],
    policyVersion: 1,
    approvalId: null,
    attempt: null,
    outcome: "succeeded",
    errorCode: null,
    errorDetail: null,
    result: null,
    latency: { gatewayMs: 1, approvalMs: 0, upstreamMs: 2 },
    reservedMicros: "0",
    costMicros: "0",
    limits: [],
    labels: [],
    summary: "arms",
    count: 1,
    ...change,
  };
}
