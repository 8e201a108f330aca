import type { TenantScope } from "../client/db.ts";
import type { NamedMember } from "./people.ts";

type RoleName = "owner" | "admin" | "developer" | "approver" | "auditor";

/** A current member by the member's id, or null. */
export function findMemberById(scope: TenantScope, memberId: string): Promise<NamedMember | null> {
  return scope.tx.member.findFirst({
    where: { organizationId: scope.organizationId, id: memberId, removedAt: null },
    include: { user: { select: { email: true, name: true, verifiedAt: true } } },
  });
}

/** How many owners there are. Under the organization's row lock the answer stays true until the transaction ends. */
export function countOwners(scope: TenantScope): Promise<number> {
  return scope.tx.member.count({
    where: { organizationId: scope.organizationId, role: "owner", removedAt: null },
  });
}

/** Gives a current member another role. */
export async function setMemberRole(scope: TenantScope, memberId: string, role: RoleName): Promise<void> {
  await scope.tx.member.updateMany({
    where: { organizationId: scope.organizationId, id: memberId, removedAt: null },
    data: { role },
  });
}

/** Ends a membership, by the database's clock. The row stays, since records and agents name it. */
export async function setMemberRemoved(scope: TenantScope, memberId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE members SET "removedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${memberId} AND "removedAt" IS NULL`;
}

/** When a member is away, and who (user id) decides in their place meanwhile. */
export interface NewAbsence {
  readonly from: Date;
  readonly until: Date;
  readonly delegateId: string;
}

/** Notes when a current member is away, in place of what was noted; null: they aren't. */
export async function setAbsence(scope: TenantScope, memberId: string, absence: NewAbsence | null): Promise<void> {
  await scope.tx.member.updateMany({
    where: { organizationId: scope.organizationId, id: memberId, removedAt: null },
    data: {
      awayFrom: absence?.from ?? null,
      awayUntil: absence?.until ?? null,
      awayDelegateId: absence?.delegateId ?? null,
    },
  });
}

/** Ends a person's absence, and those in which they decide in somebody's place. */
export async function clearAbsencesOf(scope: TenantScope, userId: string): Promise<void> {
  await scope.tx.member.updateMany({
    where: { organizationId: scope.organizationId, OR: [{ userId }, { awayDelegateId: userId }] },
    data: { awayFrom: null, awayUntil: null, awayDelegateId: null },
  });
}

/** Makes accounts one person by a key of their own; null: each is a person of its own. */
export async function setPersonKey(
  scope: TenantScope,
  memberIds: readonly string[],
  personKey: string | null,
): Promise<void> {
  await scope.tx.member.updateMany({
    where: { organizationId: scope.organizationId, id: { in: [...memberIds] } },
    data: { personKey },
  });
}

/** What hangs on a member: agents they own, and living tokens they issued. */
export interface MemberHoldings {
  readonly memberId: string;
  readonly agents: readonly { readonly id: string; readonly name: string; readonly stopsWithOwner: boolean }[];
  readonly tokens: readonly { readonly id: string; readonly title: string; readonly role: string }[];
}

/** What hangs on each of these members. */
export async function findHoldings(
  scope: TenantScope,
  members: readonly { readonly id: string; readonly userId: string }[],
): Promise<MemberHoldings[]> {
  const { organizationId, tx } = scope;
  const agents = await tx.agent.findMany({
    where: { organizationId, ownerMemberId: { in: members.map(({ id }) => id) }, archivedAt: null },
    select: { id: true, name: true, stopsWithOwner: true, ownerMemberId: true },
    orderBy: { name: "asc" },
  });
  const tokens = await tx.$queryRaw<{ id: string; title: string; role: string; issuedBy: string }[]>`
    SELECT id, title, role, "issuedBy" FROM management_tokens
    WHERE "organizationId" = ${organizationId} AND "issuedBy" = ANY(${members.map(({ userId }) => userId)}::text[])
      AND "revokedAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > now())
    ORDER BY id`;
  return members.map(({ id, userId }) => ({
    memberId: id,
    agents: agents
      .filter((agent) => agent.ownerMemberId === id)
      .map((agent) => ({ id: agent.id, name: agent.name, stopsWithOwner: agent.stopsWithOwner })),
    tokens: tokens
      .filter((token) => token.issuedBy === userId)
      .map((token) => ({ id: token.id, title: token.title, role: token.role })),
  }));
}

/** Takes back the open invitations that a person sent for one of these roles; returns the addresses. */
export async function revokeInvitationsBy(
  scope: TenantScope,
  userId: string,
  roles: readonly string[],
): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ email: string }[]>`
    UPDATE invitations SET "revokedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND "invitedBy" = ${userId} AND role = ANY(${[...roles]}::text[])
      AND "acceptedAt" IS NULL AND "revokedAt" IS NULL
    RETURNING email`;
  return rows.map(({ email }) => email);
}
