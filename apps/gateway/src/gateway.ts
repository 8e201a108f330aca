import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { type Admission, createAdmission } from "@countersign/admission";
import type { GatewaySettings } from "@countersign/contracts";
import { createEgress } from "@countersign/egress";
import { loadPolicyParsers } from "@countersign/policy/parsers";
import type { Logger } from "@countersign/telemetry";
import { createKeyHasher, readMasterKey, type Secret } from "@countersign/vault";
import { createPostgresDesk } from "./approvals/postgres-desk.ts";
import { Gate } from "./identity/gate.ts";
import { MissLimiter } from "./identity/miss-limiter.ts";
import { RefusedKeys } from "./identity/refused-keys.ts";
import type { McpContext } from "./mcp/mcp-context.ts";
import { SessionClients } from "./mcp/session-clients.ts";
import { Leases } from "./pipeline/leases.ts";
import type { PipelineDeps } from "./pipeline/pipeline-deps.ts";
import { RunningCalls } from "./pipeline/running-calls.ts";
import { SessionLabels } from "./pipeline/session-labels.ts";
import { answerVault, argumentHasher } from "./pipeline-secrets.ts";
import { clientAddress, parseProxies } from "./server/client-address.ts";
import { listen } from "./server/http-server.ts";
import { lazyDatabase } from "./snapshot/database.ts";
import { enrolInPostgres } from "./snapshot/enrol.ts";
import { snapshotLoader } from "./snapshot/load-snapshot.ts";
import { SnapshotCache } from "./snapshot/snapshot-cache.ts";
import { UpstreamPool } from "./upstreams/upstream-pool.ts";

export interface Gateway {
  readonly port: number;
  /** Finishes what is in hand, hands waiting agents their tickets, and leaves. */
  close(): Promise<void>;
}

const SNAPSHOT_BYTES = 256 * 1024 * 1024;
const MISSING_ORGANIZATION_MS = 2_000;
/** An agent hears within a second that limits can't be checked. */
const ADMISSION_DEADLINE_MS = 900;
const STORE_MS = 5_000;
const UNKNOWN_ORGANIZATIONS = { maxMisses: 20, windowMs: 10_000 };
const CALL_TIMEOUT_MS = 120_000;
const MAX_CONCURRENT_CALLS = 4_000;
const KILL_LOOK_MS = 1_000;
const CLOSE_GRACE_MS = 10_000;
const SERVER_INFO = { name: "countersign", version: "1.0.0", title: "Countersign" };
const INSTRUCTIONS =
  "Calls go through Countersign, which applies the organization's rules. A denied call says why and what you may do " +
  "instead. A call that needs a person waits; if it answers with a ticket, call countersign__await_approval with it.";

/** Builds the gateway from its settings and starts it: the one composition root. Rejects when its port is taken. */
export async function startGateway(settings: GatewaySettings, log: Logger): Promise<Gateway> {
  await loadPolicyParsers();
  const addressOf = clientAddress(parseProxies(listOf(settings.TRUSTED_PROXIES)));
  const masterKey = readMasterKey(settings.COUNTERSIGN_MASTER_KEY);
  const { REDIS_URL: redisUrl, SHARDS: shards } = settings;
  const admission = createAdmission({ redisUrl, shards, deadlineMs: ADMISSION_DEADLINE_MS, logger: log });
  const database = lazyDatabase(settings);
  const egress = createEgress({ allow: listOf(settings.COUNTERSIGN_EGRESS_ALLOW) });
  const upstreams = new UpstreamPool(egress, [masterKey]);
  const desk = createPostgresDesk({ db: database.open, live: admission });
  const gate = createGate(masterKey, admission, database.open);
  const running = new RunningCalls({ admission, lookMs: KILL_LOOK_MS });
  running.listen();
  const pipeline: PipelineDeps = {
    gate,
    admission,
    upstreams,
    desk,
    leases: new Leases({ admission, leaseMs: settings.COUNTERSIGN_LEASE_MS }),
    running,
    labels: new SessionLabels(),
    hashes: { argumentsHash: argumentHasher(masterKey), sha256 },
    answers: answerVault(masterKey),
    settings: pipelineSettings(settings),
    log,
  };
  const leaving = new AbortController();
  // Every open stream listens.
  setMaxListeners(0, leaving.signal);
  const mcp: McpContext = {
    gate,
    pipeline,
    sessions: admission,
    sessionClients: new SessionClients(),
    server: { info: SERVER_INFO, capabilities: { tools: { listChanged: true } }, instructions: INSTRUCTIONS },
    challenge: `Bearer resource_metadata="${settings.PUBLIC_GATEWAY_URL}/.well-known/oauth-protected-resource/mcp"`,
    ticketAfterMs: settings.COUNTERSIGN_TICKET_AFTER_MS,
    leaving: leaving.signal,
  };
  const origin = { publicHost: new URL(settings.PUBLIC_GATEWAY_URL).host, isLoopback: isLoopback(settings.HOST) };
  const isReady = () => admission.ready(500).then(yes, no);
  const server = await listen(
    { mcp, origin, addressOf, publicUrl: settings.PUBLIC_GATEWAY_URL, isReady, log },
    { host: settings.HOST, port: settings.PORT },
  );
  return {
    port: server.port,
    close: async () => {
      leaving.abort();
      await server.close(CLOSE_GRACE_MS);
      await running.close();
      await upstreams.close();
      await desk.close();
      await admission.close();
      await database.close();
    },
  };
}

function pipelineSettings(settings: GatewaySettings): PipelineDeps["settings"] {
  return {
    leaseMs: settings.COUNTERSIGN_LEASE_MS,
    callTimeoutMs: CALL_TIMEOUT_MS,
    dashboardUrl: settings.PUBLIC_DASHBOARD_URL,
    maxConcurrentCalls: MAX_CONCURRENT_CALLS,
  };
}

function createGate(masterKey: Secret, admission: Admission, db: ReturnType<typeof lazyDatabase>["open"]): Gate {
  const hasher = createKeyHasher(masterKey);
  return new Gate({
    storeMs: STORE_MS,
    refusedKeys: new RefusedKeys({ admission, now: Date.now }),
    isSecretOf: hasher.matches,
    now: Date.now,
    admission,
    enrol: enrolInPostgres(db),
    misses: new MissLimiter({ ...UNKNOWN_ORGANIZATIONS, now: Date.now }),
    snapshots: new SnapshotCache({
      load: snapshotLoader(db, admission.noteSequence),
      maxBytes: SNAPSHOT_BYTES,
      missingForMs: MISSING_ORGANIZATION_MS,
      now: Date.now,
    }),
  });
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isLoopback(host: string): boolean {
  return host === "127.0.0.1" || host === "::1" || host === "localhost";
}

const yes = () => true;
const no = () => false;
