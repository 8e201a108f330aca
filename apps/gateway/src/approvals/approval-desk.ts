import type { Place } from "@countersign/admission";
import type { ApprovalFacts, ApprovalPrincipal, ApprovalRequest } from "@countersign/usecases";

export type { ApprovalRequest };

/** An approval as the pipeline needs it: the stored one's facts, and the answers its rules configure. */
export interface ApprovalView
  extends Pick<
    ApprovalFacts,
    | "id"
    | "organizationId"
    | "state"
    | "agentId"
    | "instanceId"
    | "instanceName"
    | "connectionId"
    | "connectionName"
    | "operationName"
    | "definitionHash"
    | "keyId"
    | "surface"
    | "clientName"
    | "clientVersion"
    | "idempotencyHash"
    | "argumentsText"
    | "argumentsHash"
    | "labels"
    | "agentReason"
    | "ruleIds"
    | "requirementHash"
    | "requestedAtMs"
    | "expiresAtMs"
    | "permitUntilMs"
    | "decidedAtMs"
    | "deliveredAtMs"
    | "reason"
    | "recordId"
  > {
  /** What the agent gets in place of an error, where the rules say so. */
  readonly onExpireText: string | null;
  readonly onDenyText: string | null;
}

/** Which approval, of whom. */
export interface Ticket {
  readonly organizationId: string;
  readonly approvalId: string;
  readonly principal: ApprovalPrincipal;
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
  /** Opens an approval, or joins the one an identical call opened. Null when `mostPending` of its agent wait already. */
  request(request: ApprovalRequest, mostPending: number): Promise<ApprovalView | null>;
  /** Null when this principal has no such approval. */
  read(ticket: Ticket): Promise<ApprovalView | null>;
  /** approved → executing: the single right to try to run it. */
  claim(ticket: Ticket, leaseMs: number): Promise<Claimed>;
  /** The same for one that runs without its agent. */
  claimReady(ready: Omit<Ticket, "principal">, leaseMs: number): Promise<Claimed>;
  /** Gives the agent that asks for an approved call more time to come for it. */
  extendPermit(ticket: Ticket): Promise<void>;
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
  /**
   * True when the approval was said to be in another state than is known, since the watch began or the last such call, or
   * is stored in another; false after `timeoutMs` or when it is interrupted. What changes within a state, as an edit or a
   * vote does, is no change here.
   */
  changed(known: Pick<ApprovalView, "id" | "state">, timeoutMs: number): Promise<boolean>;
  /** Ends the wait for a change that goes on now, if one does. */
  interrupt(): void;
  close(): void;
}
