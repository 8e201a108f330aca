import { type Actor, refusal } from "@countersign/contracts";
import {
  clearAbsencesOf,
  endGrantsBy,
  findHoldings,
  findMember,
  findMemberById,
  markSignInsForRenewal,
  type NamedMember,
  setMemberRemoved,
  type TenantScope,
} from "@countersign/db";
import { endPushSubscriptions, listPushSubscriptions } from "@countersign/db/channels";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
  type Worked,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { lastOwnerFault, roleOf, withdrawInvitations } from "./change-member-role.ts";
import { findGranter, grantFault } from "./granter.ts";

export interface MemberRemoval extends ConfigurationChange {
  readonly memberId: string;
}

/** What ended with a membership. */
export interface RemovedMember {
  readonly memberId: string;
  /** Names of agents that have no owner now. */
  readonly agents: readonly string[];
  /** Those of them whose calls stop with their owner. */
  readonly stoppedAgents: readonly string[];
  /** Titles of management tokens that no longer work. */
  readonly stoppedTokens: readonly string[];
  readonly withdrawnInvitations: readonly string[];
}

/**
 * Removes a member, in force for their next request: votes on open approvals no longer count, tokens they issued stop,
 * their devices are told nothing any more, invitations they sent are taken back, agents they own are flagged and stop where they are set to. Refuses with
 * `request.target.unknown`, `auth.permission.missing` and `member.owner.last`.
 */
export async function removeMember(
  deps: ConfigurationDeps,
  input: MemberRemoval,
): Promise<ChangeOutcome<RemovedMember>> {
  return changeConfiguration<RemovedMember>(deps, input, async (scope) => {
    const member = await findMemberById(scope, input.memberId);
    if (!member) return unknownTarget("member");
    const fault = grantFault(await findGranter(scope, input.actor), roleOf(member));
    return fault ?? endMembership(scope, member, { action: "member.removed", verb: "removed" });
  });
}

/** Ends the actor's own membership, whatever their role. Refuses with `member.owner.last`. */
export async function leaveOrganization(
  deps: ConfigurationDeps,
  input: { readonly organizationId: string; readonly actor: Actor & { readonly id: string } },
): Promise<ChangeOutcome<RemovedMember>> {
  return changeConfiguration<RemovedMember>(deps, input, async (scope) => {
    const own = input.actor.kind === "user" ? await findMember(scope, input.actor.id) : null;
    const member = own && (await findMemberById(scope, own.id));
    if (!member) {
      return { ok: false, refusal: refusal("auth.permission.missing", "Only a member can leave an organization.") };
    }
    return endMembership(scope, member, { action: "member.left", verb: "left" });
  });
}

async function endMembership(
  scope: TenantScope,
  member: NamedMember,
  { action, verb }: { readonly action: string; readonly verb: string },
): Promise<Worked<RemovedMember>> {
  const role = roleOf(member);
  const last = await lastOwnerFault(scope, role);
  if (last) return last;
  const [holdings] = await findHoldings(scope, [member]);
  await setMemberRemoved(scope, member.id);
  await markSignInsForRenewal(scope, member.userId);
  await endGrantsBy(scope, member.userId, `${member.user.name} left`);
  await clearAbsencesOf(scope, member.userId);
  const devices = await listPushSubscriptions(scope, [member.userId]);
  await endPushSubscriptions(scope, { userId: member.userId, ids: devices.map(({ id }) => id) });
  const value: RemovedMember = {
    memberId: member.id,
    agents: holdings?.agents.map(({ name }) => name) ?? [],
    stoppedAgents: holdings?.agents.filter(({ stopsWithOwner }) => stopsWithOwner).map(({ name }) => name) ?? [],
    stoppedTokens: holdings?.tokens.map(({ title }) => title) ?? [],
    withdrawnInvitations: await withdrawInvitations(scope, member.userId, null),
  };
  const { memberId: _id, ...ended } = value;
  return {
    ok: true,
    value,
    act: {
      kind: "member",
      action,
      subject: { kind: "member", id: member.id, name: member.user.name },
      detail: {
        userId: member.userId,
        before: { role },
        after: null,
        ended: Object.fromEntries(Object.entries(ended).map(([name, list]) => [name, [...list]])),
      },
      summary: `${member.user.name}, ${role}, ${verb}`,
    },
  };
}
