import { refusal } from "@countersign/contracts";
import { mayGrant, ROLES, type Role, readRole } from "@countersign/core";
import {
  countOwners,
  endGrantsBy,
  findMemberById,
  markSignInsForRenewal,
  type NamedMember,
  revokeInvitationsBy,
  setMemberRole,
  type TenantScope,
} from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, type Refused, unknownTarget } from "../configuration/outcome.ts";
import { findGranter, grantFault } from "./granter.ts";

export interface RoleChange extends ConfigurationChange {
  readonly memberId: string;
  readonly role: Role;
}

/**
 * Gives a member another role, in force for their next request. Their sign-in sessions get new tokens, and invitations
 * they may no longer send are taken back. Refuses with `request.target.unknown`, `auth.permission.missing` for roles
 * above the actor's, and `member.owner.last`.
 */
export async function changeMemberRole(
  deps: ConfigurationDeps,
  input: RoleChange,
): Promise<ChangeOutcome<{ readonly memberId: string; readonly role: Role }>> {
  const { memberId, role } = input;
  return changeConfiguration<{ readonly memberId: string; readonly role: Role }>(deps, input, async (scope) => {
    const member = await findMemberById(scope, memberId);
    if (!member) return unknownTarget("member");
    const before = roleOf(member);
    const granter = await findGranter(scope, input.actor);
    const fault = grantFault(granter, before) ?? grantFault(granter, role);
    if (fault) return fault;
    if (before === role) return { ok: true, value: { memberId, role }, act: null };
    const last = await lastOwnerFault(scope, before);
    if (last) return last;
    await setMemberRole(scope, memberId, role);
    await markSignInsForRenewal(scope, member.userId);
    await endGrantsBy(scope, member.userId, `${member.user.name} is now ${role}`);
    const withdrawn = await withdrawInvitations(scope, member.userId, role);
    return {
      ok: true,
      value: { memberId, role },
      act: {
        kind: "member",
        action: "member.changed",
        subject: { kind: "member", id: memberId, name: member.user.name },
        detail: {
          userId: member.userId,
          before: { role: before },
          after: { role },
          ...(withdrawn.length > 0 ? { withdrawnInvitations: withdrawn } : {}),
        },
        summary: `${member.user.name} is now ${role}, was ${before}`,
      },
    };
  });
}

/** The role in a member's row. Throws Error for one nobody knows. */
export function roleOf(member: NamedMember): Role {
  const role = readRole(member.role);
  if (!role) throw new Error(`member ${member.id} has a role nobody knows`);
  return role;
}

/** Why this owner can't stop being one, or null. The organization's row lock keeps two from leaving at once. */
export async function lastOwnerFault(scope: TenantScope, role: Role): Promise<Refused | null> {
  if (role !== "owner" || (await countOwners(scope)) > 1) return null;
  const detail = "This is the only owner. Make somebody else an owner first.";
  return { ok: false, refusal: refusal("member.owner.last", detail) };
}

/** Takes back the open invitations that a person with this role (null: none any more) may not send. */
export function withdrawInvitations(scope: TenantScope, userId: string, role: Role | null): Promise<string[]> {
  const beyond = ROLES.filter((one) => role === null || !mayGrant(role, one));
  return revokeInvitationsBy(scope, userId, beyond);
}
