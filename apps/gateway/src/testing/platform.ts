import { type Admission, createAdmission } from "@countersign/admission";
import { type AuditStore, gatewaySettingsSchema, parseSettings } from "@countersign/contracts";
import { createDb, createWorkerDb, type Db, deriveRoleUrl, type WorkerDb } from "@countersign/db";
import { postgresAuditStore } from "@countersign/db/audit";
import { migrate } from "@countersign/db/migrate";
import { createLogger } from "@countersign/telemetry";
import {
  type CrashingPostgres,
  createMigratedDatabase,
  startCrashingPostgres,
  startRedis,
  type TestRedis,
} from "@countersign/testkit";
import { readMasterKey, type Secret } from "@countersign/vault";
import { type Gateway, startGateway } from "../gateway.ts";
import { startGatewayProcess, startWorkerProcess, type TestProcess } from "./processes.ts";

/** Roles belong to the test cluster, so every suite must derive their passwords from the same key. */
const MASTER_KEY = "the same test master key in every suite of a cluster";

type Environment = Readonly<Record<string, string>>;

/** A gateway in this process or in one of its own. */
export interface TestGateway {
  readonly url: string;
  close(): Promise<unknown>;
}

export interface Platform {
  readonly redis: TestRedis;
  /** Only where servers crash: a server for this platform alone. */
  readonly postgres: CrashingPostgres | null;
  readonly db: Db;
  readonly audit: AuditStore;
  readonly system: WorkerDb;
  /** The dashboard's door to the hot state. */
  readonly admission: Admission;
  readonly masterKey: Secret;
  /** As who owns the database. */
  readonly ownerUrl: string;
  /** How gateways reach Postgres, to put something in between. */
  readonly appDatabaseUrl: string;
  /** A gateway in this process. */
  startGateway(change?: Environment): Promise<TestGateway>;
  /** A gateway as a process of its own, which can be killed. */
  startGatewayProcess(change?: Environment): Promise<TestProcess & { readonly url: string }>;
  startWorker(change?: Environment): Promise<TestProcess>;
  /** Stops all that was started here, gateways first. */
  close(): Promise<void>;
}

export interface PlatformOptions {
  /** A Redis that loses all when it is killed. */
  readonly forgets?: boolean;
  /** A Postgres of its own that may be ended and comes back, and a Redis that keeps each write. */
  readonly crashes?: boolean;
}

/** Postgres, Redis and the doors to both; gateways and a worker when asked for. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const postgres = options.crashes ? await startCrashingPostgres() : null;
  const database = postgres ? await migrated(postgres) : await sharedDatabase();
  const redis = await startRedis({
    appendonly: !options.forgets,
    ...(options.crashes && { appendfsync: "always" as const }),
  });
  const db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY), poolSize: 4 });
  const system = createWorkerDb({ url: deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY), poolSize: 3 });
  const admission = createAdmission({ redisUrl: redis.url, shards: 1, deadlineMs: 2_000 });
  await admission.ready(5_000);
  const environment: Environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    COUNTERSIGN_MASTER_KEY: MASTER_KEY,
    PUBLIC_DASHBOARD_URL: "http://127.0.0.1:4600",
    PUBLIC_GATEWAY_URL: "http://127.0.0.1:4601",
    COUNTERSIGN_EGRESS_ALLOW: "127.0.0.0/8",
    PORT: "0",
  };
  const closers: (() => Promise<unknown>)[] = [];
  const started = <T extends { close(): Promise<unknown> }>(each: T): T => {
    closers.unshift(() => each.close());
    return each;
  };
  return {
    redis,
    postgres,
    db,
    audit: postgresAuditStore(db),
    system,
    admission,
    masterKey: readMasterKey(MASTER_KEY),
    ownerUrl: database.url,
    appDatabaseUrl: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY),
    startGateway: async (change) => started(await startGatewayHere({ ...environment, ...change })),
    startGatewayProcess: async (change) => started(await startGatewayProcess({ ...environment, ...change })),
    startWorker: async (change) => started(await startWorkerProcess({ ...environment, ...change })),
    close: async () => {
      for (const close of closers) await close();
      await admission.close();
      await Promise.all([db.close(), system.close()]);
      await redis.close();
      await database.close();
    },
  };
}

interface Database {
  readonly url: string;
  close(): Promise<void>;
}

function sharedDatabase(): Promise<Database> {
  return createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
}

async function migrated({ url, close }: CrashingPostgres): Promise<Database> {
  await migrate({ ownerUrl: url, masterKey: MASTER_KEY });
  return { url, close };
}

async function startGatewayHere(environment: Environment): Promise<TestGateway> {
  const settings = parseSettings(gatewaySettingsSchema, environment);
  const gateway: Gateway = await startGateway(settings, createLogger({ name: "gateway", level: "silent" }));
  let closing: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    close: () => {
      closing ??= gateway.close();
      return closing;
    },
  };
}
