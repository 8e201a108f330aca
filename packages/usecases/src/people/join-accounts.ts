import { type Actor, newId, refusal } from "@countersign/contracts";
import { findMemberById, listMembers, type NamedMember, setPersonKey, type TenantScope } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
  type Worked,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, type Refused, unknownTarget } from "../configuration/outcome.ts";
import { roleOf } from "./change-member-role.ts";
import { findGranter, grantFault } from "./granter.ts";

export interface AccountJoin extends ConfigurationChange {
  readonly memberId: string;
  /** Another account of the same person; null: it is nobody else's. */
  readonly sameAsMemberId: string | null;
}

type Joined = { readonly memberId: string };

/**
 * Says that two members are one person, or that one is nobody else: one person counts once in every approval, and
 * separation of duties covers all accounts of theirs. Nobody parts accounts of their own, and who changes somebody's
 * must be able to change their role. Refuses with `request.target.unknown`, `auth.permission.missing` and
 * `request.body.invalid`.
 */
export async function joinAccounts(deps: ConfigurationDeps, input: AccountJoin): Promise<ChangeOutcome<Joined>> {
  return changeConfiguration<Joined>(deps, input, async (scope) => {
    const member = await findMemberById(scope, input.memberId);
    if (!member) return unknownTarget("member");
    if (input.sameAsMemberId === null) return part(scope, input.actor, member);
    const other = await findMemberById(scope, input.sameAsMemberId);
    if (!other) return unknownTarget("member");
    return join(scope, input.actor, [member, other]);
  });
}

async function join(
  scope: TenantScope,
  actor: Actor,
  [member, other]: readonly [NamedMember, NamedMember],
): Promise<Worked<Joined>> {
  if (member.id === other.id) return invalid("That is the same account. Choose another one.");
  const granter = await findGranter(scope, actor);
  const fault = grantFault(granter, roleOf(member)) ?? grantFault(granter, roleOf(other));
  if (fault) return fault;
  if (member.personKey !== null && member.personKey === other.personKey) {
    return { ok: true, value: { memberId: member.id }, act: null };
  }
  const people = await accountsOf(scope, [member, other]);
  await setPersonKey(
    scope,
    people.map(({ id }) => id),
    newId("person"),
  );
  return {
    ok: true,
    value: { memberId: member.id },
    act: act(member, {
      action: "member.joined_accounts",
      before: await emailsOf(scope, member),
      after: people.map(({ user }) => user.email),
      summary: `${member.user.email} and ${other.user.email} are one person`,
    }),
  };
}

async function part(scope: TenantScope, actor: Actor, member: NamedMember): Promise<Worked<Joined>> {
  if (member.personKey === null) return { ok: true, value: { memberId: member.id }, act: null };
  const granter = await findGranter(scope, actor);
  const fault = grantFault(granter, roleOf(member));
  if (fault) return fault;
  const people = await accountsOf(scope, [member]);
  if (people.some(({ userId }) => userId === granter?.userId)) {
    const detail = "Nobody says of accounts of their own that they are different people. Ask another admin.";
    return { ok: false, refusal: refusal("auth.permission.missing", detail) };
  }
  // Of two, neither has another account then.
  await setPersonKey(scope, people.length > 2 ? [member.id] : people.map(({ id }) => id), null);
  return {
    ok: true,
    value: { memberId: member.id },
    act: act(member, {
      action: "member.parted_accounts",
      before: people.map(({ user }) => user.email),
      after: [member.user.email],
      summary: `${member.user.email} is a person of its own`,
    }),
  };
}

interface Change {
  readonly action: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly summary: string;
}

function act(member: NamedMember, { action, before, after, summary }: Change) {
  return {
    kind: "member" as const,
    action,
    subject: { kind: "member", id: member.id, name: member.user.name },
    detail: { userId: member.userId, before: { accounts: [...before] }, after: { accounts: [...after] } },
    summary,
  };
}

/** All current accounts of the people behind these. */
async function accountsOf(scope: TenantScope, members: readonly NamedMember[]): Promise<NamedMember[]> {
  const keys = new Set(members.flatMap(({ personKey }) => (personKey === null ? [] : [personKey])));
  const ids = new Set(members.map(({ id }) => id));
  return (await listMembers(scope)).filter(
    ({ id, personKey }) => ids.has(id) || (personKey !== null && keys.has(personKey)),
  );
}

async function emailsOf(scope: TenantScope, member: NamedMember): Promise<string[]> {
  return (await accountsOf(scope, [member])).map(({ user }) => user.email);
}

function invalid(message: string): Refused {
  return {
    ok: false,
    refusal: refusal("request.body.invalid", message, { problems: [{ path: "sameAsId", message }] }),
  };
}
