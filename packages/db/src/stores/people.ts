import type { PlainScope, TenantScope } from "../client/db.ts";
import type { Member, User } from "../generated/client.ts";

export type UserRow = User;
export type MemberRow = Member;

export interface NewUser {
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  /** Whether the mailbox is known to be theirs. */
  readonly isVerified?: boolean;
}

/** Inserts a person. Null when the address is known already. */
export async function insertUser(scope: PlainScope, user: NewUser): Promise<UserRow | null> {
  const { isVerified = false, ...columns } = user;
  const data = [{ ...columns, verifiedAt: isVerified ? new Date() : null }];
  const rows = await scope.tx.user.createManyAndReturn({ data, skipDuplicates: true });
  return rows[0] ?? null;
}

export function findUserByEmail(scope: PlainScope, email: string): Promise<UserRow | null> {
  return scope.tx.user.findUnique({ where: { email } });
}

export function findUser(scope: PlainScope, userId: string): Promise<UserRow | null> {
  return scope.tx.user.findUnique({ where: { id: userId } });
}

export async function setUserName(scope: PlainScope, userId: string, name: string): Promise<void> {
  await scope.tx.user.update({ where: { id: userId }, data: { name }, select: { id: true } });
}

export async function setPasswordHash(scope: PlainScope, userId: string, passwordHash: string): Promise<void> {
  await scope.tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } });
}

/** Takes a person's password away; they sign in by e-mail link until they set one. */
export async function clearPasswordHash(scope: PlainScope, userId: string): Promise<void> {
  await scope.tx.$executeRaw`UPDATE users SET "passwordHash" = NULL WHERE id = ${userId}`;
}

/** Notes that a person has just shown the mailbox to be theirs. */
export async function setUserVerified(scope: PlainScope, userId: string): Promise<void> {
  await scope.tx.$executeRaw`UPDATE users SET "verifiedAt" = now() WHERE id = ${userId}`;
}

export interface NewMember {
  readonly id: string;
  readonly userId: string;
  readonly role: "owner" | "admin" | "developer" | "approver" | "auditor";
}

/**
 * Inserts a member. Null when the person belongs to the organization already. Who was removed comes back as the member
 * they were, with the new role, so that what they own is theirs again.
 */
export async function insertMember(scope: TenantScope, member: NewMember): Promise<MemberRow | null> {
  const rows = await scope.tx.$queryRaw<MemberRow[]>`
    INSERT INTO members (id, "organizationId", "userId", role)
    VALUES (${member.id}, ${scope.organizationId}, ${member.userId}, ${member.role})
    ON CONFLICT ("organizationId", "userId") DO UPDATE SET role = excluded.role, "removedAt" = NULL
      WHERE members."removedAt" IS NOT NULL
    RETURNING *`;
  return rows[0] ?? null;
}

/** A member with who they are. */
export interface NamedMember extends MemberRow {
  readonly user: { readonly email: string; readonly name: string; readonly verifiedAt: Date | null };
}

/** The members of the organization, in the order they joined. */
export function listMembers(scope: TenantScope): Promise<NamedMember[]> {
  return scope.tx.member.findMany({
    where: { organizationId: scope.organizationId, removedAt: null },
    include: { user: { select: { email: true, name: true, verifiedAt: true } } },
    orderBy: { id: "asc" },
  });
}

/** What a person is in the scope's organization; null when nothing. */
export function findMember(scope: TenantScope, userId: string): Promise<MemberRow | null> {
  return scope.tx.member.findFirst({ where: { organizationId: scope.organizationId, userId, removedAt: null } });
}

/** Ids of the agents whose owner is no longer a member. */
export async function findAgentsOfRemovedOwners(scope: TenantScope): Promise<ReadonlySet<string>> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    SELECT agents.id FROM agents JOIN members
      ON members."organizationId" = agents."organizationId" AND members.id = agents."ownerMemberId"
    WHERE agents."organizationId" = ${scope.organizationId} AND members."removedAt" IS NOT NULL`;
  return new Set(rows.map(({ id }) => id));
}
