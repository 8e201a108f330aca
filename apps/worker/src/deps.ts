import type { Admission } from "@countersign/admission";
import type { LiveMessage } from "@countersign/contracts";
import type { WorkerDb } from "@countersign/db";
import type { Egress } from "@countersign/egress";
import type { Queue } from "@countersign/queue";
import type { Logger } from "@countersign/telemetry";
import type { Place } from "@countersign/usecases";
import type { Secret } from "@countersign/vault";
import type { CheckpointSigner } from "@countersign/vault/audit";
import type { CheckpointSink } from "./sinks/sink.ts";

/** What the jobs work with; made once, in the composition root. */
export interface WorkerDeps {
  readonly db: WorkerDb;
  /** Of the worker's role; writers hold their leases on connections of their own. */
  readonly databaseUrl: string;
  readonly admission: Admission;
  readonly queue: Queue;
  /** The rules by which connections are made to upstreams. */
  readonly egress: Egress;
  readonly masterKey: Secret;
  readonly logger: Logger;
  /** Signs heads of the audit. */
  readonly signer: CheckpointSigner;
  readonly shards: number;
  /** So many approvals of one agent are told one by one in ten minutes. */
  readonly mostAnnounced: number;
  /** Where signed heads of the audit leave to. */
  readonly sinks: readonly CheckpointSink[];
  /** Says something live after its commit. Never throws: what it says is a hint. */
  readonly announce: (place: Place, message: LiveMessage) => Promise<void>;
}
