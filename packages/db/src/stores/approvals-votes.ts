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
  /** The same for all accounts of one person. */
  readonly personId: string;
  /** The member (user id) who decides in their place now; null while they aren't away. */
  readonly delegateId: string | null;
}

export interface NewVote {
  readonly userId: string;
  readonly decision: "approve" | "deny";
  readonly reason: string | null;
  readonly channel: string;
  /** What it would let through beside the call; absent where it is for the one alone. */
  readonly grant?: GrantWish | null;
  /** The absent (user ids) in whose place it is cast. */
  readonly forUserIds: readonly string[];
}

/** Casts a vote on the approval's present revision. Null when this person has already voted on it. */
export async function insertVote(scope: TenantScope, approval: ApprovalRow, vote: NewVote): Promise<VoteRow | null> {
  const rows = await scope.tx.$queryRaw<VoteRow[]>`
    INSERT INTO votes (id, "organizationId", "approvalId", revision, "userId", decision, reason, channel, "grantCalls",
      "grantMs", "forUserIds", "createdAt")
    VALUES (${newId("vote")}, ${scope.organizationId}, ${approval.id}, ${approval.revision}, ${vote.userId},
      ${vote.decision}, ${vote.reason}, ${vote.channel}, ${vote.grant?.calls ?? null}::int,
      ${vote.grant?.forMs ?? null}::bigint, ${[...vote.forUserIds]}::text[], clock_timestamp())
    ON CONFLICT ("approvalId", revision, "userId") DO NOTHING
    RETURNING *`;
  return rows[0] ?? null;
}

/** All votes on approvals with the names of those who cast them, oldest first. */
export function findVotes(scope: TenantScope, approvalIds: readonly string[]): Promise<NamedVote[]> {
  return scope.tx.$queryRaw<NamedVote[]>`
    SELECT votes.*, users.name AS "userName", users.email AS "userEmail",
      ARRAY(SELECT name FROM users WHERE id = ANY(votes."forUserIds") ORDER BY name) AS "forNames"
    FROM votes JOIN users ON users.id = votes."userId"
    WHERE votes."organizationId" = ${scope.organizationId} AND votes."approvalId" = ANY(${[...approvalIds]}::text[])
    ORDER BY votes."createdAt", votes.id`;
}

/** The organization's current members. */
export function findElectors(scope: TenantScope): Promise<Elector[]> {
  return scope.tx.$queryRaw<Elector[]>`
    SELECT members.id AS "memberId", members."userId", users.email, users.name, members.role,
      coalesce(members."personKey", members."userId") AS "personId",
      CASE WHEN clock_timestamp() >= members."awayFrom" AND clock_timestamp() < members."awayUntil"
        THEN members."awayDelegateId" END AS "delegateId"
    FROM members JOIN users ON users.id = members."userId"
    WHERE members."organizationId" = ${scope.organizationId} AND members."removedAt" IS NULL`;
}

/** The people (person ids) behind accounts, also of those who are members no more. */
export async function findPersonIds(scope: TenantScope, userIds: readonly string[]): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ personId: string }[]>`
    SELECT DISTINCT coalesce(members."personKey", account) AS "personId"
    FROM unnest(${[...userIds]}::text[]) AS account LEFT JOIN members
      ON members."organizationId" = ${scope.organizationId} AND members."userId" = account`;
  return rows.map(({ personId }) => personId);
}

/** The user who owns an agent, or null. */
export async function findAgentOwner(scope: TenantScope, agentId: string): Promise<string | null> {
  const rows = await scope.tx.$queryRaw<{ userId: string }[]>`
    SELECT members."userId" FROM agents JOIN members
      ON members."organizationId" = agents."organizationId" AND members.id = agents."ownerMemberId"
    WHERE agents."organizationId" = ${scope.organizationId} AND agents.id = ${agentId}`;
  return rows[0]?.userId ?? null;
}
