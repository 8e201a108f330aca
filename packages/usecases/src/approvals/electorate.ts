import { isAllowed, ROLES, type Role, type VoteRequirement } from "@countersign/core";
import type { StoredRequirement } from "./requirement.ts";

/** A current member, as far as voting goes. */
export interface ElectorateMember {
  readonly userId: string;
  readonly email: string;
  readonly role: string;
}

/** People whom separation of duties keeps out: the agent's owner and the person the agent acts for. */
export type SeparatedPeople = readonly (string | null)[];

/** What else bears on who may vote. */
export interface Circumstances {
  readonly separated: SeparatedPeople;
  /** So many ms after asking, further people were asked; 0 when none were. */
  readonly escalatedMs: number;
}

/** Who may vote for one asking rule. */
export interface RuleElectorate extends VoteRequirement {
  /** False where the rule, or nobody else being named, lets the separated vote. */
  readonly isSeparated: boolean;
  /** Those of the eligible whose votes by a mailed link count. */
  readonly byLink: readonly string[];
}

/**
 * Who may vote now: for each asking rule the members it names whose role may decide, and those it escalated to. Separation
 * keeps the separated out: always where a rule demands it, by default while the rule names anybody else.
 */
export function electorate(
  requirement: StoredRequirement,
  members: readonly ElectorateMember[],
  { separated, escalatedMs }: Circumstances,
): RuleElectorate[] {
  return requirement.rules.map((rule) => {
    const later = rule.escalate && rule.escalate.afterMs <= escalatedMs ? rule.escalate.by : [];
    const names = [...rule.by, ...later];
    const named = members.filter((member) => mayDecide(member.role) && isNamed(names, member));
    const others = named.filter((member) => !separated.includes(member.userId));
    const isSeparated = requirement.separation ?? others.length > 0;
    const eligible = isSeparated ? others : named;
    return {
      ruleId: rule.ruleId,
      quorum: rule.quorum,
      denyQuorum: rule.denyQuorum,
      distinct: rule.distinct,
      eligible: eligible.map((member) => member.userId),
      isSeparated: eligible.length === others.length,
      byLink: eligible.filter((member) => isNamed(rule.emailLinks, member)).map((member) => member.userId),
    };
  });
}

/** The names under which a rule may name this member. */
export function namesOf(member: ElectorateMember): string[] {
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
