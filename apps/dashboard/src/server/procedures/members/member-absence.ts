import type { NamedMember } from "@countersign/db";
import type { AbsenceView } from "../../views/member.ts";

/** When a member is away or will be; null when that is over, or whoever was to decide meanwhile has left. */
export function absenceOf(member: NamedMember, members: readonly NamedMember[]): AbsenceView | null {
  const { awayFrom, awayUntil, awayDelegateId } = member;
  const delegate = members.find(({ userId }) => userId === awayDelegateId);
  if (awayFrom === null || awayUntil === null || !delegate || awayUntil.getTime() <= Date.now()) return null;
  return {
    from: awayFrom.toISOString(),
    until: awayUntil.toISOString(),
    delegateId: delegate.id,
    delegateName: delegate.user.name,
  };
}
