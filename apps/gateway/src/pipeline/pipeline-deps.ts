import type { Admission } from "@countersign/admission";
import type { Upstream } from "@countersign/mcp";
import type { ApprovalDesk } from "../approvals/approval-desk.ts";
import type { Gate } from "../identity/gate.ts";
import type { ConnectionEntry } from "../snapshot/gateway-snapshot.ts";
import type { CallsInHand } from "./calls-in-hand.ts";
import type { DenialFolds } from "./denial-folds.ts";
import type { Leases } from "./leases.ts";
import type { RunningCalls } from "./running-calls.ts";
import type { SessionLabels } from "./session-labels.ts";
import type { WaitingRights } from "./waiting-rights.ts";

/** What the pipeline reaches out through. Built once, in the composition root. */
export interface PipelineDeps {
  readonly gate: Gate;
  readonly admission: Pick<
    Admission,
    "admit" | "record" | "settle" | "amend" | "check" | "takeAnswer" | "lookIdempotent"
  >;
  readonly upstreams: { of(organizationId: string, connection: ConnectionEntry): Upstream };
  readonly desk: ApprovalDesk;
  readonly leases: Leases;
  readonly running: Pick<RunningCalls, "start" | "heed">;
  readonly inHand: CallsInHand;
  readonly rights: WaitingRights;
  readonly labels: SessionLabels;
  readonly folds: Pick<DenialFolds, "note" | "add">;
  readonly hashes: {
    /** Keyed hash of the arguments as decided, per organization. */
    argumentsHash(organizationId: string, canonicalText: string): string;
    /** Hex SHA-256. */
    sha256(text: string): string;
  };
  /** Seals an answer that is kept for the agent, bound to organization and approval. */
  readonly answers: {
    seal(organizationId: string, approvalId: string, text: string): string;
    open(organizationId: string, approvalId: string, sealed: string): string;
  };
  readonly settings: PipelineSettings;
  readonly log: { warn(fields: Record<string, unknown>, message: string): void };
}

export interface PipelineSettings {
  /** How long a call may be in flight without its lease being renewed, ms. */
  readonly leaseMs: number;
  /** Longest call, ms. */
  readonly callTimeoutMs: number;
  /** Where people decide: links to approvals begin with it. */
  readonly dashboardUrl: string;
  /** Most calls of one agent that wait for people. */
  readonly maxPendingPerAgent: number;
}
