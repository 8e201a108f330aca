import { newId } from "@countersign/contracts";
import type { GrantWish } from "@countersign/core";
import type { TenantScope } from "../client/db.ts";
import type { ApprovalRow, NamedVote, VoteRow } from "./approvals.ts";

/** A current member as far as entitlement to vote needs it. */
export interface Elector {
  readonly memberId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
}

export interface NewVote {
  readonly userId: string;
  readonly decision: "approve" | "deny";
  readonly reason: string | null;
  readonly channel: string;
  /** What it would let through beside the call; absent where it is for the one alone. */
  readonly grant?: GrantWish | null;
}

/** Casts a vote on the approval's present revision. Null when this person has already voted on it. */
export async function insertVote(scope: TenantScope, approval: ApprovalRow, vote: NewVote): Promise<VoteRow | null> {
  const rows = await scope.tx.$queryRaw<VoteRow[]>`
    INSERT INTO votes (id, "organizationId", "approvalId", revision, "userId", decision, reason, channel, "grantCalls",
      "grantMs", "createdAt")
    VALUES (${newId("vote")}, ${scope.organizationId}, ${approval.id}, ${approval.revision}, ${vote.userId},
      ${vote.decision}, ${vote.reason}, ${vote.channel}, ${vote.grant?.calls ?? null}::int,
      ${vote.grant?.forMs ?? null}::bigint, clock_timestamp())
    ON CONFLICT ("approvalId", revision, "userId") DO NOTHING
    RETURNING *`;
  return rows[0] ?? null;
}

/** All votes on approvals with the names of those who cast them, oldest first. */
export function findVotes(scope: TenantScope, approvalIds: readonly string[]): Promise<NamedVote[]> {
  return scope.tx.$queryRaw<NamedVote[]>`
    SELECT votes.*, users.name AS "userName", users.email AS "userEmail"
    FROM votes JOIN users ON users.id = votes."userId"
    WHERE votes."organizationId" = ${scope.organizationId} AND votes."approvalId" = ANY(${[...approvalIds]}::text[])
    ORDER BY votes."createdAt", votes.id`;
}

/** The organization's current members. */
export function findElectors(scope: TenantScope): Promise<Elector[]> {
  return scope.tx.$queryRaw<Elector[]>`
    SELECT members.id AS "memberId", members."userId", users.email, users.name, members.role
    FROM members JOIN users ON users.id = members."userId"
    WHERE members."organizationId" = ${scope.organizationId} AND members."removedAt" IS NULL`;
}

/** The user who owns an agent, or null. */
export async function findAgentOwner(scope: TenantScope, agentId: string): Promise<string | null> {
  const rows = await scope.tx.$queryRaw<{ userId: string }[]>`
    SELECT members."userId" FROM agents JOIN members
      ON members."organizationId" = agents."organizationId" AND members.id = agents."ownerMemberId"
    WHERE agents."organizationId" = ${scope.organizationId} AND agents.id = ${agentId}`;
  return rows[0]?.userId ?? null;
}
