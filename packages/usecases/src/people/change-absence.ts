import { type Actor, refusal } from "@countersign/contracts";
import { isAllowed } from "@countersign/core";
import { appendOutbox, findMemberById, type NamedMember, setAbsence, type TenantScope } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, type Refused, unknownTarget } from "../configuration/outcome.ts";
import { roleOf } from "./change-member-role.ts";
import { findGranter, grantFault } from "./granter.ts";

/** The longest that somebody can be away at once, ms. */
const LONGEST_MS = 366 * 24 * 3_600_000;

/** When a member is away, UTC, and which member decides in their place. */
export interface Absence {
  readonly from: Date;
  readonly until: Date;
  readonly delegateMemberId: string;
}

export interface AbsenceChange extends ConfigurationChange {
  readonly memberId: string;
  /** Null: they are back, or won't leave. */
  readonly absence: Absence | null;
  /** UTC. */
  readonly now: Date;
}

/**
 * Notes when a member is away and who is asked in their place meanwhile, in place of what was noted before; that one hears
 * of what waits by then. Members do
 * it for themselves; for others, who may change their role does, but never in their own favour. Refuses with
 * `request.target.unknown`, `auth.permission.missing` and `request.body.invalid`.
 */
export async function changeAbsence(
  deps: ConfigurationDeps,
  input: AbsenceChange,
): Promise<ChangeOutcome<{ readonly memberId: string }>> {
  const { memberId, absence, actor } = input;
  return changeConfiguration<{ readonly memberId: string }>(deps, input, async (scope) => {
    const member = await findMemberById(scope, memberId);
    if (!member) return unknownTarget("member");
    const delegate = absence && (await findMemberById(scope, absence.delegateMemberId));
    if (absence && !delegate) return unknownTarget("member");
    const fault =
      (await actorFault(scope, actor, { member, delegate })) ??
      (absence && delegate && absenceFault(absence, { member, delegate, now: input.now }));
    if (fault) return fault;
    if (!absence && member.awayFrom === null) return { ok: true, value: { memberId }, act: null };
    await setAbsence(scope, memberId, absence && delegate && { ...absence, delegateId: delegate.userId });
    if (absence && delegate) {
      const payload = { userId: member.userId, delegateId: delegate.userId };
      await appendOutbox(scope, { topic: "delegate.named", payload }, { notBefore: absence.from });
    }
    return {
      ok: true,
      value: { memberId },
      act: {
        kind: "member",
        action: absence ? "member.away" : "member.back",
        subject: { kind: "member", id: memberId, name: member.user.name },
        detail: {
          userId: member.userId,
          before: noted(member),
          after: absence && delegate && asNoted(absence, delegate),
        },
        summary:
          absence && delegate
            ? `${member.user.name} is away until ${absence.until.toISOString()}, approvals go to ${delegate.user.name}`
            : `${member.user.name} is not away`,
      },
    };
  });
}

interface Pair {
  readonly member: NamedMember;
  readonly delegate: NamedMember | null;
}

/** Why the actor may not say who decides in this member's place; null when they may. */
async function actorFault(scope: TenantScope, actor: Actor, { member, delegate }: Pair): Promise<Refused | null> {
  if (actor.kind === "user" && actor.id === member.userId) return null;
  const granter = await findGranter(scope, actor);
  const fault = grantFault(granter, roleOf(member));
  if (fault) return fault;
  if (delegate === null || granter?.userId == null || granter.userId !== delegate.userId) return null;
  const detail = "Nobody can have somebody else's approvals come to themselves. Ask another admin.";
  return { ok: false, refusal: refusal("auth.permission.missing", detail) };
}

function absenceFault(
  { from, until }: Absence,
  { member, delegate, now }: { readonly member: NamedMember; readonly delegate: NamedMember; readonly now: Date },
): Refused | null {
  if (until <= from) return invalid("until", "The absence ends before it begins.");
  if (until <= now) return invalid("until", "This is over already.");
  if (until.getTime() - from.getTime() > LONGEST_MS) return invalid("until", "An absence lasts a year at most.");
  if (personOf(delegate) === personOf(member)) return invalid("delegateId", "This is the same person: choose another.");
  if (!isAllowed(roleOf(delegate), "approvals.decide")) {
    return invalid("delegateId", `${delegate.user.name} is ${roleOf(delegate)} and can't decide approvals.`);
  }
  return null;
}

function personOf({ personKey, userId }: NamedMember): string {
  return personKey ?? userId;
}

function invalid(path: string, message: string): Refused {
  return { ok: false, refusal: refusal("request.body.invalid", message, { problems: [{ path, message }] }) };
}

function noted({ awayFrom, awayUntil, awayDelegateId }: NamedMember) {
  if (awayFrom === null || awayUntil === null) return null;
  return { from: awayFrom.toISOString(), until: awayUntil.toISOString(), delegateId: awayDelegateId };
}

function asNoted({ from, until }: Absence, delegate: NamedMember) {
  return { from: from.toISOString(), until: until.toISOString(), delegateId: delegate.userId };
}
