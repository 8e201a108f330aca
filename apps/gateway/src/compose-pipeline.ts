import { createHash } from "node:crypto";
import { getHeapStatistics } from "node:v8";
import type { Admission } from "@countersign/admission";
import type { GatewaySettings } from "@countersign/contracts";
import type { Db } from "@countersign/db";
import { createKeyHasher, type Secret } from "@countersign/vault";
import { createPostgresDesk } from "./approvals/postgres-desk.ts";
import { Gate } from "./identity/gate.ts";
import { MissLimiter } from "./identity/miss-limiter.ts";
import { RefusedKeys } from "./identity/refused-keys.ts";
import { CallsInHand } from "./pipeline/calls-in-hand.ts";
import { DenialFolds } from "./pipeline/denial-folds.ts";
import { Leases } from "./pipeline/leases.ts";
import type { PipelineDeps } from "./pipeline/pipeline-deps.ts";
import { RunningCalls } from "./pipeline/running-calls.ts";
import { SessionLabels } from "./pipeline/session-labels.ts";
import { WaitingRights } from "./pipeline/waiting-rights.ts";
import { answerVault, argumentHasher } from "./pipeline-secrets.ts";
import { enrolInPostgres } from "./snapshot/enrol.ts";
import { snapshotLoader } from "./snapshot/load-snapshot.ts";
import { SnapshotCache } from "./snapshot/snapshot-cache.ts";

/** What calls go out through. */
export interface Outside {
  readonly settings: Pick<
    GatewaySettings,
    "COUNTERSIGN_LEASE_MS" | "COUNTERSIGN_PENDING_PER_AGENT" | "PUBLIC_DASHBOARD_URL"
  >;
  readonly masterKey: Secret;
  readonly admission: Admission;
  readonly db: () => Promise<Db>;
  readonly upstreams: PipelineDeps["upstreams"];
  readonly log: PipelineDeps["log"];
}

export interface ComposedPipeline {
  readonly gate: Gate;
  readonly pipeline: PipelineDeps;
  /** Kill switches abort nothing any more. */
  stopListening(): Promise<void>;
  /** What is still to be recorded is; nobody waits for people any more. */
  close(): Promise<void>;
}

/** A small heap is for calls first. */
const SNAPSHOT_BYTES = Math.min(256 * 1024 * 1024, getHeapStatistics().heap_size_limit / 4);
const MISSING_ORGANIZATION_MS = 2_000;
const STORE_MS = 5_000;
const UNKNOWN_ORGANIZATIONS = { maxMisses: 20, windowMs: 10_000 };
const CALL_TIMEOUT_MS = 120_000;
const IN_HAND = { most: 4_000, mostWaiting: 12_000 };
/** The longest that somebody waits on whose key was revoked. */
const RIGHT_EVERY_MS = 4_000;
const KILL_LOOK_MS = 1_000;

/** Everything that a call passes, from its credential to its record, whatever surface it came by. */
export function composePipeline(outside: Outside): ComposedPipeline {
  const { settings, masterKey, admission, db, upstreams, log } = outside;
  const desk = createPostgresDesk({ db, live: admission });
  const gate = createGate(masterKey, admission, db);
  const running = new RunningCalls({ admission, lookMs: KILL_LOOK_MS });
  running.listen();
  const folds = new DenialFolds({ admission, now: Date.now, log });
  const pipeline: PipelineDeps = {
    gate,
    admission,
    upstreams,
    desk,
    leases: new Leases({ admission, leaseMs: settings.COUNTERSIGN_LEASE_MS }),
    running,
    inHand: new CallsInHand(IN_HAND),
    rights: new WaitingRights(gate, RIGHT_EVERY_MS),
    labels: new SessionLabels(),
    folds,
    hashes: { argumentsHash: argumentHasher(masterKey), sha256 },
    answers: answerVault(masterKey),
    settings: {
      leaseMs: settings.COUNTERSIGN_LEASE_MS,
      callTimeoutMs: CALL_TIMEOUT_MS,
      dashboardUrl: settings.PUBLIC_DASHBOARD_URL,
      maxPendingPerAgent: settings.COUNTERSIGN_PENDING_PER_AGENT,
    },
    log,
  };
  const close = async (): Promise<void> => {
    await folds.close();
    await desk.close();
  };
  return { gate, pipeline, stopListening: () => running.close(), close };
}

function createGate(masterKey: Secret, admission: Admission, db: Outside["db"]): Gate {
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

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
