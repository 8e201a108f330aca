import { type ApprovalEvent, type ApprovalState, nextApprovalState, statesBefore, timingOf } from "@countersign/core";
import type { PlainScope, TenantScope } from "../client/db.ts";
import { Prisma } from "../generated/client.ts";
import type { ApprovalRow } from "./approvals.ts";

interface Move {
  readonly approvalId: string;
  readonly event: ApprovalEvent;
  /** Further columns to set. */
  readonly set?: Prisma.Sql;
  /** What must hold beside the state and the time. */
  readonly guard?: Prisma.Sql;
  /** Narrows the states the event may leave. */
  readonly from?: readonly ApprovalState[];
}

/**
 * Approves a pending approval that hasn't expired; from now on it may be claimed for `permitMs`. `isGlassBroken`: by owners,
 * in place of the people it asks.
 */
export function approveApproval(
  scope: TenantScope,
  approvalId: string,
  { permitMs, isGlassBroken = false }: { readonly permitMs: number; readonly isGlassBroken?: boolean },
): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "approve",
    set: Prisma.sql`, "decidedAt" = clock_timestamp(), "runAfter" = clock_timestamp(), "permitUntil" = clock_timestamp() + ${permitMs} * interval '1 millisecond',
      "brokenGlassAt" = CASE WHEN ${isGlassBroken} THEN clock_timestamp() END`,
  });
}

/** Denies a pending approval that hasn't expired. */
export function denyApproval(
  scope: TenantScope,
  approvalId: string,
  reason: string | null,
): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "deny",
    set: Prisma.sql`, "decidedAt" = clock_timestamp(), "endedAt" = clock_timestamp(), reason = ${reason}`,
  });
}

/** What an edit makes of an approval. */
export type Revision = Pick<
  ApprovalRow,
  | "argumentsText"
  | "forwardedHash"
  | "summary"
  | "priceMicros"
  | "policyVersion"
  | "ruleIds"
  | "requirementHash"
  | "runMode"
> & {
  readonly requirement: Prisma.InputJsonValue;
  /** It expires at the latest so many ms from now; null leaves its time as it is. */
  readonly expiresMs: number | null;
  /** So many ms after asking it is asked again; null for never. */
  readonly escalateMs: number | null;
};

/** Makes the next revision of a pending approval that hasn't expired. Its repeats go on finding it by its join key. */
export function reviseApproval(scope: TenantScope, approvalId: string, next: Revision): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "revise",
    set: Prisma.sql`, revision = revision + 1, "argumentsText" = ${next.argumentsText},
      "forwardedHash" = ${next.forwardedHash}, summary = ${next.summary}, "priceMicros" = ${next.priceMicros},
      "policyVersion" = ${next.policyVersion}, "ruleIds" = ${next.ruleIds},
      requirement = ${JSON.stringify(next.requirement)}::jsonb, "requirementHash" = ${next.requirementHash}, "runMode" = ${next.runMode},
      "escalatesAt" = "requestedAt" + ${next.escalateMs}::bigint * interval '1 millisecond',
      "expiresAt" = LEAST("expiresAt", clock_timestamp() + ${next.expiresMs}::float8 * interval '1 millisecond')`,
  });
}

/** Expires a pending approval whose time has passed. */
export function expirePending(scope: TenantScope, approvalId: string): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "expire",
    set: Prisma.sql`, "endedAt" = clock_timestamp()`,
  });
}

/** An approval that was asked about again. */
export interface EscalatedRow extends ApprovalRow {
  /** Whether the next time for it has come already, too. */
  readonly isBehind: boolean;
}

/**
 * Asks about a pending approval again whose time for it has come: people who are asked `afterMs` after asking, or those
 * asked before once more. `nextMs`: when the next is, null for never. Null when it isn't time, or somebody else did it.
 */
export async function escalatePending(
  scope: TenantScope,
  approvalId: string,
  { afterMs, nextMs }: { readonly afterMs: number; readonly nextMs: number | null },
): Promise<EscalatedRow | null> {
  const rows = await scope.tx.$queryRaw<EscalatedRow[]>`
    UPDATE approvals SET "escalatedMs" = ${afterMs},
      "escalatesAt" = "requestedAt" + ${nextMs}::bigint * interval '1 millisecond'
    WHERE "organizationId" = ${scope.organizationId} AND id = ${approvalId} AND ${mayHappen("escalate")}
      AND "escalatedMs" < ${afterMs} AND "escalatesAt" <= clock_timestamp()
    RETURNING *, coalesce("escalatesAt" <= clock_timestamp(), false) AS "isBehind"`;
  return rows[0] ?? null;
}

/** Claims an approved approval while its permit lasts: the next attempt begins. */
export function claimApproved(scope: TenantScope, approvalId: string, leaseMs: number): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "claim",
    set: Prisma.sql`, attempt = attempt + 1, "leaseUntil" = clock_timestamp() + ${leaseMs} * interval '1 millisecond'`,
  });
}

/**
 * Takes a claim back after nothing ran: approved again while the permit lasts. What runs without its agent is tried
 * again after a while that doubles with each attempt, up to a minute.
 */
export function returnClaim(scope: TenantScope, approvalId: string, attempt: number): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "give_back",
    set: Prisma.sql`, "leaseUntil" = NULL, "deliveredAt" = NULL,
      "runAfter" = clock_timestamp() + LEAST(60, power(2, LEAST(attempt, 6))) * interval '1 second'`,
    guard: Prisma.sql`AND attempt = ${attempt}`,
  });
}

/** Lapses an approved approval nobody came for; with `attempt`, a claim of that attempt after which nothing ran. */
export function lapseApproved(
  scope: TenantScope,
  approvalId: string,
  attempt: number | null = null,
): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "lapse",
    from: attempt === null ? ["approved"] : ["executing"],
    set: Prisma.sql`, "endedAt" = clock_timestamp(), "leaseUntil" = NULL`,
    guard: attempt === null ? Prisma.empty : Prisma.sql`AND attempt = ${attempt}`,
  });
}

/** Cancels what hasn't begun; with `attempt`, a claim of that attempt after which nothing ran. */
export function cancelOpen(
  scope: TenantScope,
  approvalId: string,
  cancel: { readonly reason: string; readonly attempt: number | null },
): Promise<ApprovalRow | null> {
  return move(scope, {
    approvalId,
    event: "cancel",
    from: cancel.attempt === null ? ["pending", "approved"] : ["executing"],
    set: Prisma.sql`, "endedAt" = clock_timestamp(), "leaseUntil" = NULL, reason = ${cancel.reason}`,
    guard: cancel.attempt === null ? Prisma.empty : Prisma.sql`AND attempt = ${cancel.attempt}`,
  });
}

/** Gives an approved approval more time to be collected, at most `limitMs` after the decision. */
export async function prolongPermit(
  scope: TenantScope,
  approvalId: string,
  bounds: { readonly permitMs: number; readonly limitMs: number },
): Promise<ApprovalRow | null> {
  const rows = await scope.tx.$queryRaw<ApprovalRow[]>`
    UPDATE approvals SET "permitUntil" = GREATEST("permitUntil", LEAST(
      clock_timestamp() + ${bounds.permitMs} * interval '1 millisecond',
      "decidedAt" + ${bounds.limitMs} * interval '1 millisecond'))
    WHERE "organizationId" = ${scope.organizationId} AND id = ${approvalId} AND ${mayHappen("prolong")}
    RETURNING *`;
  return rows[0] ?? null;
}

/**
 * Notes that the agent has been given the end of its approval; the holder of a claim may do so before the call's record
 * ends it. True for the first time only.
 */
export async function setDelivered(scope: TenantScope, approvalId: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE approvals SET "deliveredAt" = clock_timestamp()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${approvalId}
      AND "deliveredAt" IS NULL AND state NOT IN ('pending', 'approved')`;
  return changed > 0;
}

/** The end of one claimed call. */
export interface ClaimEnd {
  readonly organizationId: string;
  readonly approvalId: string;
  readonly attempt: number;
  readonly event: "succeed" | "fail" | "lose";
  readonly recordId: string;
}

/** Ends claims by the records of their calls, in the transaction that stores the records. Returns those that moved. */
export async function endClaims(scope: PlainScope, ends: readonly ClaimEnd[]): Promise<ApprovalRow[]> {
  if (ends.length === 0) return [];
  const body = JSON.stringify(ends.map((end) => ({ ...end, state: stateAfter(end.event) })));
  return scope.tx.$queryRaw<ApprovalRow[]>`
    UPDATE approvals a SET state = e.state, "recordId" = e."recordId", "endedAt" = clock_timestamp(), "leaseUntil" = NULL
    FROM jsonb_to_recordset(${body}::jsonb)
      AS e("organizationId" text, "approvalId" text, attempt int, state text, "recordId" text)
    WHERE a."organizationId" = e."organizationId" AND a.id = e."approvalId" AND a.attempt = e.attempt
      AND a.state = ANY(${statesBefore("lose")}::text[])
    RETURNING a.*`;
}

async function move(scope: TenantScope, { approvalId, event, set, guard, from }: Move): Promise<ApprovalRow | null> {
  const rows = await scope.tx.$queryRaw<ApprovalRow[]>`
    UPDATE approvals SET state = ${stateAfter(event)}${set ?? Prisma.empty}
    WHERE "organizationId" = ${scope.organizationId} AND id = ${approvalId}
      AND ${mayHappen(event, from)} ${guard ?? Prisma.empty}
    RETURNING *`;
  return rows[0] ?? null;
}

/** Where an event leads from wherever it may happen. */
export function stateAfter(event: ApprovalEvent): ApprovalState {
  const after = new Set(statesBefore(event).map((state) => nextApprovalState(state, event)));
  const [only] = after;
  if (after.size !== 1 || !only) throw new Error(`${event} leads to more than one state`);
  return only;
}

/** Holds for approvals to which an event may happen now: by the database's clock, those of other machines may differ. */
export function mayHappen(event: ApprovalEvent, from: readonly ApprovalState[] = statesBefore(event)): Prisma.Sql {
  const before = statesBefore(event).filter((state) => from.includes(state));
  const timing = timingOf(event);
  const states = Prisma.sql`state = ANY(${before}::text[])`;
  if (!timing) return states;
  const instant = timing.instant === "expiresAt" ? Prisma.sql`"expiresAt"` : Prisma.sql`"permitUntil"`;
  const is = timing.is === "ahead" ? Prisma.sql`>` : Prisma.sql`<=`;
  return Prisma.sql`${states} AND ${instant} ${is} clock_timestamp()`;
}

/** Names the record of a call that ended without running. */
export async function setEndRecord(scope: TenantScope, id: string, recordId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE approvals SET "recordId" = ${recordId} WHERE "organizationId" = ${scope.organizationId} AND id = ${id}`;
}
