import { isAllowed, ROLES, type Role, type Standing, type VoteRequirement } from "@countersign/core";
import { askingsOf, type StoredRequirement } from "./requirement.ts";

/** A current member, as far as voting goes. */
export interface ElectorateMember {
  readonly userId: string;
  readonly email: string;
  readonly role: string;
  /** The same for all accounts of one person. */
  readonly personId: string;
  /** The member (user id) who votes for them while they are absent; null while they aren't. */
  readonly delegateId: string | null;
}

/** What else bears on who may vote. */
export interface Circumstances {
  /** People (person ids) whom separation of duties keeps out: the agent's owner and the person the agent acts for. */
  readonly separated: readonly string[];
  /** So many ms after asking, further people were asked; 0 when none were. */
  readonly escalatedMs: number;
  /** For whom (user ids) people have voted already, by user id: that stays when those come back. */
  readonly votedFor?: ReadonlyMap<string, readonly string[]>;
}

/** As whom a member votes for a rule. */
export interface VoterStanding extends Standing {
  /** The absent members (user ids) by whose naming alone they vote; empty where they are named themselves. */
  readonly standsFor: readonly string[];
}

/** Who may vote for one asking rule. */
export interface RuleElectorate extends VoteRequirement {
  readonly standings: ReadonlyMap<string, VoterStanding>;
  /** False where the rule, or nobody else being named, lets the separated vote. */
  readonly isSeparated: boolean;
  /** Those of the eligible whose votes by a mailed link count: never who only stands in for somebody. */
  readonly byLink: readonly string[];
}

/**
 * Who may vote now: for each asking rule the members it names whose role may decide, as far as it
 * has asked them by now, and who stands in for them while they are absent. Separation keeps the separated out, and whoever stands in for them: always
 * where a rule demands it, by default while anybody else may vote.
 */
export function electorate(
  requirement: StoredRequirement,
  members: readonly ElectorateMember[],
  { separated, escalatedMs, votedFor }: Circumstances,
): RuleElectorate[] {
  return requirement.rules.map((rule) => {
    const names = askingsOf(rule).flatMap(({ afterMs, by }) => (afterMs <= escalatedMs ? by : []));
    const deciders = members.filter((member) => mayDecide(member.role));
    const named = deciders.filter((member) => isNamed(names, member));
    const all = standingsIn(deciders, named, votedFor);
    const others = standingsIn(
      deciders.filter(({ personId }) => !separated.includes(personId)),
      named.filter(({ personId }) => !separated.includes(personId)),
      votedFor,
    );
    const isSeparated = requirement.separation ?? others.size > 0;
    const standings = isSeparated ? others : all;
    return {
      ruleId: rule.ruleId,
      quorum: rule.quorum,
      denyQuorum: rule.denyQuorum,
      distinct: rule.distinct,
      eligible: [...standings.keys()],
      standings,
      isSeparated: isSeparated || all.size === others.size,
      byLink: named
        .filter(({ userId }) => standings.has(userId))
        .filter((member) => isNamed(rule.emailLinks, member))
        .map(({ userId }) => userId),
    };
  });
}

/** Who of the deciders may vote by one of the namings: their own, or that of somebody absent whom they stand in for. */
function standingsIn(
  deciders: readonly ElectorateMember[],
  named: readonly ElectorateMember[],
  votedFor: Circumstances["votedFor"],
): Map<string, VoterStanding> {
  const standings = new Map<string, VoterStanding>();
  for (const { userId, personId } of deciders) {
    const own = named.filter((member) => member.userId === userId);
    const voted = votedFor?.get(userId) ?? [];
    const absent = named.filter((member) => member.delegateId === userId || voted.includes(member.userId));
    const seats = [...new Set([...own, ...absent].map((member) => member.personId))];
    if (seats.length === 0) continue;
    standings.set(userId, {
      personId,
      seats,
      standsFor: own.length > 0 ? [] : absent.map((member) => member.userId),
    });
  }
  return standings;
}

/** The names under which a rule may name this member. */
export function namesOf(member: Pick<ElectorateMember, "email" | "role">): string[] {
  return [member.email.toLowerCase(), `role:${member.role}`];
}

function isNamed(by: readonly string[], member: ElectorateMember): boolean {
  const names = namesOf(member);
  return by.some((name) => names.includes(name.includes("@") ? name.toLowerCase() : name));
}

function mayDecide(role: string): boolean {
  const known: Role | undefined = ROLES.find((candidate) => candidate === role);
  return known !== undefined && isAllowed(known, "approvals.decide");
}
