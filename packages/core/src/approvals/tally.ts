/** One asking rule's demand for votes. */
export interface VoteRequirement {
  readonly ruleId: string;
  readonly quorum: number;
  /** People (user ids) who may vote for this rule and are still entitled. */
  readonly eligible: readonly string[];
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
 * quorum must be met to approve. A person counts once for each rule that names them, unless a rule asks for distinct people.
 */
export function tallyVotes(requirements: readonly VoteRequirement[], votes: readonly CastVote[]): Tally {
  const entitled = new Set(requirements.flatMap((requirement) => requirement.eligible));
  const counted = votes.filter((vote) => entitled.has(vote.userId));
  const denials = new Set(counted.filter((vote) => vote.decision === "deny").map((vote) => vote.userId));
  const approvers = new Set(counted.filter((vote) => vote.decision === "approve").map((vote) => vote.userId));
  const assigned = assignApprovers(requirements, approvers);
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

/** Gives each approver to the rules they count for; distinct rules share out people by augmenting paths. */
function assignApprovers(requirements: readonly VoteRequirement[], approvers: ReadonlySet<string>): Set<string>[] {
  const isDistinct = requirements.some((requirement) => requirement.distinct);
  const able = requirements.map((requirement) => requirement.eligible.filter((userId) => approvers.has(userId)));
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
