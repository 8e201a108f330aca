import type { Place } from "@countersign/admission";
import type { Principal, Surface } from "@countersign/contracts";
import type { ApprovalState } from "@countersign/core";
import type { ApprovalRequirement } from "@countersign/policy";

/** Whose approval it is. */
export interface DeskPrincipal {
  readonly agentId: string;
  readonly instanceId: string | null;
  readonly instanceName: string;
}

/** An approval as the pipeline needs it. Times are UTC ms by the database's clock. */
export interface ApprovalView extends DeskPrincipal {
  readonly id: string;
  readonly organizationId: string;
  readonly state: ApprovalState;
  readonly connectionName: string;
  readonly operationName: string;
  readonly definitionHash: string;
  /** Canonical JSON: exactly these bytes are sent. */
  readonly argumentsText: string;
  readonly agentReason: string | null;
  readonly ruleIds: readonly string[];
  readonly requirementHash: string;
  readonly requestedAtMs: number;
  readonly expiresAtMs: number;
  readonly decidedAtMs: number | null;
  /** When its answer went to an agent that waited or came for it. */
  readonly deliveredAtMs: number | null;
  /** Why it was denied or cancelled. */
  readonly reason: string | null;
  /** The record of the call it led to. */
  readonly recordId: string | null;
  /** What the agent gets in place of an error, where the rules say so. */
  readonly onExpireText: string | null;
  readonly onDenyText: string | null;
}

/** One exact call that people are asked to countersign. */
export interface ApprovalRequest {
  readonly organizationId: string;
  readonly principal: Principal;
  readonly agentTitle: string;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly operationName: string;
  readonly definitionHash: string;
  readonly surface: Surface;
  readonly argumentsText: string;
  readonly argumentsHash: string;
  readonly forwardedHash: string;
  readonly priceMicros: bigint;
  /** The line that the strip shows of the call. */
  readonly summary: string;
  readonly labels: readonly string[];
  readonly agentReason: string | null;
  readonly policyVersion: number;
  readonly ruleIds: readonly string[];
  readonly requirement: ApprovalRequirement;
  readonly requirementHash: string;
  readonly runMode: "on_approval" | "on_claim";
  readonly idempotencyKey: string | null;
  readonly linkedFromId: string | null;
}

/** Which approval, of whom. */
export interface Ticket {
  readonly organizationId: string;
  readonly approvalId: string;
  readonly principal: DeskPrincipal;
}

export type Claimed =
  | { readonly ok: true; readonly approval: ApprovalView; readonly attempt: number }
  | { readonly ok: false; readonly reason: "unknown" }
  /** Not to be run now: its state says why. */
  | { readonly ok: false; readonly reason: "not_approved"; readonly approval: ApprovalView };

/** A claim that its holder gives up, and why, in words for the agent or the record. */
export interface GivenUp {
  readonly organizationId: string;
  readonly approvalId: string;
  readonly attempt: number;
  readonly reason: string;
}

/** Where the pipeline asks people. Everything here rejects when Postgres can't be reached: then nothing runs. */
export interface ApprovalDesk {
  /** Opens an approval, or joins the one an identical call opened. */
  request(request: ApprovalRequest): Promise<{ readonly approval: ApprovalView; readonly joined: boolean }>;
  /** Null when this principal has no such approval. */
  read(ticket: Ticket): Promise<ApprovalView | null>;
  /** approved → executing: the single right to try to run it. */
  claim(ticket: Ticket, leaseMs: number): Promise<Claimed>;
  /** executing → approved (or lapsed), when provably nothing ran. */
  giveBack(givenUp: GivenUp): Promise<void>;
  /** executing → cancelled, when provably nothing ran and nothing may run any more. */
  cancel(givenUp: GivenUp): Promise<void>;
  /** The agent withdraws its own, if it hasn't begun to run; what it is then. Null when this principal has none. */
  withdraw(ticket: Ticket): Promise<ApprovalView | null>;
  /** Whether the votes still satisfy the stored requirement, counting only people who are still entitled. */
  isStillApproved(ticket: Ticket): Promise<boolean>;
  /** Notes that the agent got its answer: the same call again is a new call from then on. */
  markDelivered(ticket: Ticket): Promise<void>;
  /** Starts to hear of changes; begin before the request is stored, so that none is missed. */
  watch(place: Place): Promise<ApprovalWatch>;
}

/** Hears of changes of approvals of one organization. */
export interface ApprovalWatch {
  /** Resolves when the approval changed since the watch began or the last such call, after `timeoutMs`, or on abort. */
  changed(approvalId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}
