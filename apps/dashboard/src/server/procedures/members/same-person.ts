import type { NamedMember } from "@countersign/db";
import { mailboxOf } from "@countersign/usecases";

/** What is known and what may be supposed about further accounts of a member's person. */
export function samePersonOf(member: NamedMember, members: readonly NamedMember[]) {
  const isKnown = (other: NamedMember) => member.personKey !== null && other.personKey === member.personKey;
  const others = members.filter(({ id }) => id !== member.id);
  const looksLike = others.filter((other) => !isKnown(other) && isSameMailbox(member, other));
  return {
    sameAs: others.filter(isKnown).map(({ user }) => user.email),
    looksLike: looksLike.map(({ id, user }) => ({ id, email: user.email })),
  };
}

function isSameMailbox(one: NamedMember, other: NamedMember): boolean {
  const areProved = one.user.verifiedAt !== null && other.user.verifiedAt !== null;
  return areProved && mailboxOf(one.user.email) === mailboxOf(other.user.email);
}
