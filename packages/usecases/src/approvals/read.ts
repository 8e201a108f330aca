import { tallyVotes } from "@countersign/core";
import { findApproval, findElectors, findVotes, type NamedVote } from "@countersign/db";
import { belongsTo } from "./claim.ts";
import { votersOf } from "./decide.ts";
import type { ApprovalDeps, ApprovalPrincipal } from "./moves.ts";
import { type ApprovalView, approvalView } from "./view.ts";

interface Target {
  readonly organizationId: string;
  readonly approvalId: string;
}

/** One approval with its votes; null when there is none, or when a principal is given and it is another's. */
export function readApproval(
  deps: ApprovalDeps,
  target: Target & { readonly principal?: ApprovalPrincipal },
): Promise<ApprovalView | null> {
  return deps.db.tenant(target.organizationId, async (scope) => {
    const row = await findApproval(scope, target.approvalId);
    if (!row || (target.principal && !belongsTo(row, target.principal))) return null;
    return approvalView(row, await findVotes(scope, [row.id]));
  });
}

/** An approval as one person sees it. */
export interface ViewedApproval {
  readonly approval: ApprovalView;
  /** Whether this person may vote now. */
  readonly canDecide: boolean;
  /** The vote this person cast on the present revision. */
  readonly voted: "approve" | "deny" | null;
  /** How far each asking rule is. */
  readonly perRule: readonly {
    readonly ruleId: string;
    readonly approvals: number;
    readonly quorum: number;
    /** Names of those who may vote for this rule. */
    readonly eligible: readonly string[];
  }[];
  /** Whether any of the people named could decide although separation would keep them out elsewhere. */
  readonly isNamed: boolean;
}

/** One approval for a person's eyes: with what they may do about it. */
export function readApprovalAs(
  deps: ApprovalDeps,
  target: Target & { readonly userId: string },
): Promise<ViewedApproval | null> {
  return deps.db.tenant(target.organizationId, async (scope) => {
    const row = await findApproval(scope, target.approvalId);
    if (!row) return null;
    const votes = await findVotes(scope, [row.id]);
    const approval = approvalView(row, votes);
    const voters = await votersOf(scope, row);
    const electors = voters?.electors ?? (await findElectors(scope));
    const requirements = voters?.requirements ?? [];
    const { perRule } = tallyVotes(requirements, votes.filter((vote) => vote.revision === row.revision).map(castVote));
    const isEntitled = requirements.some((requirement) => requirement.eligible.includes(target.userId));
    const voted = approval.votes.find((vote) => vote.userId === target.userId)?.decision ?? null;
    return {
      approval,
      canDecide: isEntitled && voted === null && approval.state === "pending",
      voted,
      isNamed: isEntitled,
      perRule: perRule.map((rule, index) => ({
        ...rule,
        eligible: (requirements[index]?.eligible ?? []).map(
          (userId) => electors.find((elector) => elector.userId === userId)?.name ?? userId,
        ),
      })),
    };
  });
}

function castVote(vote: NamedVote) {
  return { userId: vote.userId, decision: vote.decision === "approve" ? "approve" : "deny" } as const;
}
