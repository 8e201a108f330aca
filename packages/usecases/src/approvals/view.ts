import { type Surface, surfaceSchema } from "@countersign/contracts";
import { APPROVAL_STATES, type ApprovalState } from "@countersign/core";
import type { ApprovalRow, GlassBreak, NamedVote } from "@countersign/db";
import { channelsOf, nextEscalation, readRequirement, type StoredRequirement } from "./requirement.ts";

export interface VoteView {
  readonly userId: string;
  readonly userName: string;
  readonly userEmail: string;
  /** Names of those absent in whose place they voted. */
  readonly standsFor: readonly string[];
  readonly revision: number;
  readonly decision: "approve" | "deny";
  readonly reason: string | null;
  readonly channel: string;
  /** UTC ms. */
  readonly atMs: number;
}

/** An owner who breaks the glass: who lets the call through, together with a second one. */
export interface GlassView {
  readonly userName: string;
  readonly reason: string;
  readonly channel: string;
  /** UTC ms. */
  readonly atMs: number;
}

/** An approval by itself, without what people did to it. Times are UTC ms by the database's clock; money is micro-USD. */
export interface ApprovalFacts {
  readonly id: string;
  readonly organizationId: string;
  readonly state: ApprovalState;
  readonly revision: number;
  /** How often it was claimed; the present or last claim's number. */
  readonly attempt: number;
  readonly agentId: string;
  readonly agentName: string;
  readonly agentTitle: string;
  readonly instanceId: string | null;
  readonly instanceName: string;
  readonly instanceProved: boolean;
  readonly keyId: string | null;
  readonly personId: string | null;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly operationName: string;
  readonly definitionHash: string;
  readonly surface: Surface;
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  /** Canonical JSON: exactly these bytes are sent. */
  readonly argumentsText: string;
  readonly argumentsHash: string;
  readonly forwardedHash: string;
  /** Of the key the call came with, and its caller; null without one. */
  readonly idempotencyHash: string | null;
  readonly priceMicros: bigint;
  readonly summary: string;
  readonly labels: readonly string[];
  readonly agentReason: string | null;
  readonly policyVersion: number;
  readonly ruleIds: readonly string[];
  /** Null when the stored one can't be read; nobody can decide it then. */
  readonly requirement: StoredRequirement | null;
  readonly requirementHash: string;
  /** Where people are told, as far as it has been asked. */
  readonly channels: readonly string[];
  readonly runMode: "on_approval" | "on_claim";
  readonly requestedAtMs: number;
  readonly expiresAtMs: number;
  /** When further people are asked; null when nobody is. */
  readonly escalatesAtMs: number | null;
  readonly decidedAtMs: number | null;
  readonly permitUntilMs: number | null;
  readonly leaseUntilMs: number | null;
  readonly deliveredAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly reason: string | null;
  readonly recordId: string | null;
  readonly linkedFromId: string | null;
  /** When two owners let it through in the approvers' place; null where nobody did. */
  readonly brokenGlassAtMs: number | null;
}

/** An approval as people see it. */
export interface ApprovalView extends ApprovalFacts {
  /** Who breaks the glass for the present revision, oldest first; lists leave them out. */
  readonly glass: readonly GlassView[];
  /** Votes on the present revision, oldest first. */
  readonly votes: readonly VoteView[];
}

/** Makes the view of a row. Throws Error on a state that the state machine doesn't know. */
export function approvalView(
  row: ApprovalRow,
  votes: readonly NamedVote[],
  glass: readonly GlassBreak[] = [],
): ApprovalView {
  return {
    ...factsOf(row),
    glass: glass.map(({ userId: _who, createdAt, ...broken }) => ({ ...broken, atMs: createdAt.getTime() })),
    votes: votes.filter((vote) => vote.approvalId === row.id && vote.revision === row.revision).map(voteView),
  };
}

/** What a row says by itself. Throws Error on a state that the state machine doesn't know. */
export function factsOf(row: ApprovalRow): ApprovalFacts {
  const { requestedAt, expiresAt, decidedAt, permitUntil, leaseUntil, deliveredAt, endedAt, ...others } = row;
  const { escalatesAt: _again, escalatedMs, runAfter: _due, brokenGlassAt, ...columns } = others;
  const requirement = readRequirement(row.requirement);
  const escalateMs = requirement && nextEscalation(requirement, Number(escalatedMs));
  return {
    ...columns,
    state: stateOf(row.state),
    surface: surfaceSchema.parse(row.surface),
    runMode: row.runMode === "on_approval" ? "on_approval" : "on_claim",
    requirement,
    channels: requirement ? channelsOf(requirement, Number(escalatedMs)) : [],
    requestedAtMs: requestedAt.getTime(),
    expiresAtMs: expiresAt.getTime(),
    escalatesAtMs: escalateMs && requestedAt.getTime() + escalateMs,
    decidedAtMs: decidedAt?.getTime() ?? null,
    permitUntilMs: permitUntil?.getTime() ?? null,
    leaseUntilMs: leaseUntil?.getTime() ?? null,
    deliveredAtMs: deliveredAt?.getTime() ?? null,
    endedAtMs: endedAt?.getTime() ?? null,
    brokenGlassAtMs: brokenGlassAt?.getTime() ?? null,
  };
}

function voteView(vote: NamedVote): VoteView {
  return {
    userId: vote.userId,
    userName: vote.userName,
    userEmail: vote.userEmail,
    standsFor: vote.forNames,
    revision: vote.revision,
    decision: vote.decision === "approve" ? "approve" : "deny",
    reason: vote.reason,
    channel: vote.channel,
    atMs: vote.createdAt.getTime(),
  };
}

/** Throws Error on text that isn't a state. */
export function stateOf(text: string): ApprovalState {
  const state = APPROVAL_STATES.find((candidate) => candidate === text);
  if (!state) throw new Error(`an approval in the unknown state ${text}`);
  return state;
}
