/** As whom somebody votes for a rule. */
export interface Standing {
  /** The person behind the account: the same for all accounts of one person. */
  readonly personId: string;
  /** The people whom the rule names and for whom they may vote: themselves, and those absent whom they stand in for. */
  readonly seats: readonly string[];
}

/** One asking rule's demand for votes. */
export interface VoteRequirement {
  readonly ruleId: string;
  readonly quorum: number;
  /** People (user ids) who may vote for this rule and are still entitled. */
  readonly eligible: readonly string[];
  /** As whom they vote, where it isn't as the one person they are, by user id. */
  readonly standings?: ReadonlyMap<string, Standing>;
  /** How many denials end the approval. */
  readonly denyQuorum: number;
  /** Whether a vote here may not also count for another rule. */
  readonly distinct: boolean;
}

export interface CastVote {
  readonly userId: string;
  readonly decision: "approve" | "deny";
}

export interface Tally {
  readonly result: "approved" | "denied" | "open";
  readonly perRule: readonly { readonly ruleId: string; readonly approvals: number; readonly quorum: number }[];
}

/**
 * Counts the votes of people who are still entitled. The smallest deny quorum over the rules ends it; every rule's
 * quorum must be met to approve. A person counts once for each rule that names them, unless a rule asks for distinct
 * people; so does each naming, though somebody who stands in for them votes too. Who denies by one account approves by none.
 */
export function tallyVotes(requirements: readonly VoteRequirement[], votes: readonly CastVote[]): Tally {
  const voting = (decision: CastVote["decision"]) =>
    new Set(votes.filter((vote) => vote.decision === decision).map((vote) => vote.userId));
  const [denying, approving] = [voting("deny"), voting("approve")];
  const denials = seated(requirements.flatMap((requirement) => standingsOf(requirement, denying)));
  const able = requirements.map((requirement) => {
    const standings = standingsOf(requirement, approving).filter(({ personId }) => !denials.has(personId));
    return [...seated(standings)];
  });
  const assigned = assignApprovers(requirements, able);
  const perRule = requirements.map((requirement, index) => ({
    ruleId: requirement.ruleId,
    approvals: assigned[index]?.size ?? 0,
    quorum: requirement.quorum,
  }));
  const denyQuorum = Math.min(...requirements.map((requirement) => requirement.denyQuorum));
  if (denials.size > 0 && denials.size >= denyQuorum) return { result: "denied", perRule };
  const met = requirements.length > 0 && perRule.every((rule) => rule.approvals >= rule.quorum);
  return { result: met ? "approved" : "open", perRule };
}

/** As whom those among the voters vote whom the rule lets vote. */
function standingsOf({ eligible, standings }: VoteRequirement, voters: ReadonlySet<string>): Standing[] {
  return eligible
    .filter((userId) => voters.has(userId))
    .map((userId) => standings?.get(userId) ?? { personId: userId, seats: [userId] });
}

/** As many people as there are seats for, by augmenting paths: each person takes one, each seat is taken once. */
function seated(standings: readonly Standing[]): Set<string> {
  const seatsOf = new Map<string, Set<string>>();
  for (const { personId, seats } of standings) {
    seatsOf.set(personId, new Set([...(seatsOf.get(personId) ?? []), ...seats]));
  }
  const holders = new Map<string, string>();
  const place = (personId: string, seen: Set<string>): boolean => {
    for (const seat of seatsOf.get(personId) ?? []) {
      if (seen.has(seat)) continue;
      seen.add(seat);
      const holder = holders.get(seat);
      if (holder !== undefined && !place(holder, seen)) continue;
      holders.set(seat, personId);
      return true;
    }
    return false;
  };
  for (const personId of seatsOf.keys()) place(personId, new Set());
  return new Set(holders.values());
}

/** Gives the people `able` to approve for each rule to those they count for; distinct rules share them out by augmenting paths. */
function assignApprovers(
  requirements: readonly VoteRequirement[],
  able: readonly (readonly string[])[],
): Set<string>[] {
  const isDistinct = requirements.some((requirement) => requirement.distinct);
  if (!isDistinct) return able.map((people) => new Set(people));
  const owner = new Map<string, number>();
  const assigned = requirements.map(() => new Set<string>());
  const place = (rule: number, seen: Set<string>): boolean => {
    for (const person of able[rule] ?? []) {
      if (seen.has(person)) continue;
      seen.add(person);
      const held = owner.get(person);
      if (held !== undefined && (held === rule || !place(held, seen))) continue;
      if (held !== undefined) assigned[held]?.delete(person);
      owner.set(person, rule);
      assigned[rule]?.add(person);
      return true;
    }
    return false;
  };
  requirements.forEach((requirement, rule) => {
    for (let seat = 0; seat < requirement.quorum; seat += 1) place(rule, new Set());
  });
  return assigned;
}
