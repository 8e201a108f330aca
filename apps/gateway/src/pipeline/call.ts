import type { IdempotentCall, Place, PolicySession } from "@countersign/admission";
import type { BoundedText, Refusal, Surface } from "@countersign/contracts";
import type { JsonObject, JsonValue } from "@countersign/core";
import type { RedactionCounts } from "@countersign/detect";
import type { ProgressUpdate } from "@countersign/mcp";
import type { ApprovalView } from "../approvals/approval-desk.ts";
import type { Caller } from "../identity/caller.ts";
import type { Claimant, Entry } from "../identity/gate.ts";
import type { GatewaySnapshot, OperationEntry } from "../snapshot/gateway-snapshot.ts";
import type { Departure } from "./departure.ts";

export interface ClientFacts {
  readonly name: string | null;
  readonly version: string | null;
}

/** A legacy MCP session that a request came by; admission checks that it lives and belongs to the principal. */
export interface SessionClaim {
  readonly idHash: string;
}

/** What a surface hands to the pipeline: the one way in. */
export interface CallRequest {
  readonly credential: Claimant;
  readonly surface: Surface;
  /** Finds the operation; null when there is none by the name that was asked for. */
  readonly find: (entry: Entry) => OperationEntry | null;
  readonly arguments: JsonObject;
  readonly client: ClientFacts;
  readonly session: SessionClaim | null;
  /** What the agent says it wants this for: shown to approvers as its claim. */
  readonly agentReason: string | null;
  /** The caller's own name for this call, under which it runs once however often it is sent; null for none. */
  readonly idempotencyKey: string | null;
  readonly wait: Waiting;
  readonly onProgress?: (update: ProgressUpdate) => void;
  /** Cancels the call itself, if it runs. */
  readonly cancel: AbortController;
  /** Carries the call out in place of its connection, where the caller does that itself. */
  readonly carry?: Carry;
}

/** A call that was admitted, in the hands of whoever carries it out. */
export interface LetThrough {
  readonly callId: string;
  /** With its connection: `crm.enrich`. */
  readonly operation: string;
  /** Canonical JSON: exactly this is to be run. */
  readonly argumentsText: string;
  readonly rules: readonly string[];
  /** Who alone may say what came of it. */
  readonly principal: { readonly agentId: string; readonly instance: string | null };
  readonly place: Place;
  /** Aborted when a kill switch stops it. */
  readonly signal: AbortSignal;
}

/** What came of a call, by whoever carried it out. */
export type Reported =
  | { readonly kind: "told"; readonly isFailed: boolean; readonly result: JsonValue }
  /** Nobody knows; why, as a sentence. */
  | { readonly kind: "unknown"; readonly detail: string };

export type Carry = (call: LetThrough) => Promise<Reported>;

/** How the surface keeps an agent waiting for a person. */
export interface Waiting {
  /** How long before the agent gets a ticket, ms. */
  readonly ticketAfterMs: number;
  /** The agent gets a task to look at: then the call runs on approval, unless its rule says otherwise. */
  readonly isTask: boolean;
  /** Called when a wait begins and every few seconds of it, so that the connection stays alive. */
  readonly onHeartbeat: (message: string) => void;
  /** Ends the waiting without ending what is waited for: the agent went away, or this process is leaving. */
  readonly presence: Departure;
}

/** One attempt of a principal to perform an operation with arguments, against one snapshot. */
export interface Call {
  readonly id: string;
  readonly request: CallRequest;
  readonly snapshot: GatewaySnapshot;
  readonly caller: Caller;
  readonly operation: OperationEntry;
  /** Whose labels it gathers and is judged by. */
  readonly policySession: PolicySession;
  /** What that session is taken to have; admission says where it has others by now. Null where no rule looks at it. */
  readonly sessionLabels: readonly string[] | null;
  /** The forwarded form of the arguments: as they came, or with what the rules take out of them redacted. */
  readonly forwarded: JsonObject;
  /** The same as canonical JSON: what is hashed, shown, sent and recorded, byte for byte. */
  readonly argumentsText: string;
  /** Keyed hash of the arguments as decided. */
  readonly argumentsHash: string;
  /** Its idempotency key, hashed, and what that stands for; null without one. */
  readonly idempotent: IdempotentCall | null;
  /** SHA-256 of the bytes that are sent. */
  readonly forwardedHash: string;
  /** The same bytes as records keep them: cut where they are long, with size and hash of the whole. */
  readonly recordedArguments: BoundedText;
  /** What was taken out of the arguments; null when nothing was. */
  readonly redacted: RedactionCounts | null;
  /** Monotonic ms at which the request came in. */
  readonly startedAt: number;
}

/** What a surface says to the agent. */
export type CallAnswer =
  /** The upstream's own result. */
  | { readonly kind: "result"; readonly raw: string; readonly recordId: string }
  /** No: with the reason and what to do. */
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** Not yet: a ticket. */
  | { readonly kind: "pending"; readonly refusal: Refusal; readonly approval: ApprovalView }
  /** The rule's configured answer in place of an error. */
  | { readonly kind: "responded"; readonly text: string; readonly refusal: Refusal }
  | { readonly kind: "no_session" }
  | { readonly kind: "unknown_operation" };

/** An attempt either ends, or has to start over from a newer snapshot. */
export type Attempt<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "stale"; readonly version: number };

export function done<T>(value: T): Attempt<T> {
  return { kind: "done", value };
}
