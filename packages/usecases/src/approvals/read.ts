import { isGlassBroken, nameStandingIn, tallyVotes } from "@countersign/core";
import {
  type ApprovalRow,
  type Elector,
  findApproval,
  findElectors,
  findGlassBreaks,
  findMovedApprovals,
  findRevisions,
  findVotes,
  type NamedVote,
  type TenantScope,
} from "@countersign/db";
import { glassBreakers } from "./break-glass.ts";
import { belongsTo } from "./claim.ts";
import { earlierVote, votersOf } from "./decide.ts";
import type { RuleElectorate } from "./electorate.ts";
import { type ApprovalDeps, type ApprovalPrincipal, viewOf } from "./moves.ts";
import { type ApprovalFacts, type ApprovalView, approvalView, factsOf } from "./view.ts";

interface Target {
  readonly organizationId: string;
  readonly approvalId: string;
}

/** One approval with its votes; null when there is none. */
export function readApproval(deps: ApprovalDeps, target: Target): Promise<ApprovalView | null> {
  return deps.db.tenant(target.organizationId, async (scope) => {
    const row = await findApproval(scope, target.approvalId);
    return row && viewOf(scope, row);
  });
}

/** One approval for the agent that asked for it; null when there is none, or when it is another's. */
export function readOwnApproval(
  deps: ApprovalDeps,
  target: Target & { readonly principal: ApprovalPrincipal },
): Promise<ApprovalFacts | null> {
  return deps.db.tenant(target.organizationId, async (scope) => {
    const row = await findApproval(scope, target.approvalId);
    return row && belongsTo(row, target.principal) ? factsOf(row) : null;
  });
}

/** What an approval asked about in one of its revisions. */
export interface RevisionView {
  readonly revision: number;
  /** Canonical JSON. */
  readonly argumentsText: string;
  /** Who made it so; null for the agent's own. */
  readonly editorName: string | null;
  /** UTC ms. */
  readonly atMs: number;
}

/** An approval as one person sees it. */
export interface ViewedApproval {
  readonly approval: ApprovalView;
  /** Whether this person may vote now. */
  readonly canDecide: boolean;
  /** Whether they may also change what is asked. */
  readonly canEdit: boolean;
  /** Whether they are one of at least two who may break the glass, and haven't yet. */
  readonly canBreakGlass: boolean;
  /** What it asked about in each revision, the first first; empty while nobody has changed it. */
  readonly revisions: readonly RevisionView[];
  /** Whether the agent's owner and the person it acts for are kept out: where they aren't, people are told. */
  readonly isSeparated: boolean;
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

/** One approval for a person's eyes: with what they may do about it. `userId` null: for somebody who may do nothing. */
export function readApprovalAs(
  deps: ApprovalDeps,
  target: Target & { readonly userId: string | null },
): Promise<ViewedApproval | null> {
  return deps.db.tenant(target.organizationId, async (scope) => {
    const row = await findApproval(scope, target.approvalId);
    if (!row) return null;
    const votes = await findVotes(scope, [row.id]);
    const approval = approvalView(row, votes, await findGlassBreaks(scope, row));
    const voters = await votersOf(scope, row);
    const electors = voters?.electors ?? (await findElectors(scope));
    const requirements = voters?.requirements ?? [];
    const { perRule } = tallyVotes(requirements, votes.filter((vote) => vote.revision === row.revision).map(castVote));
    const isEntitled = requirements.some((requirement) => isAmong(requirement.eligible, target.userId));
    const voted = target.userId === null ? null : votedBy(electors, votes, { ...row, userId: target.userId });
    const canDecide = isEntitled && voted === null && approval.state === "pending";
    return {
      approval,
      canDecide,
      canEdit: canDecide && (approval.requirement?.allowEdit ?? false),
      canBreakGlass: await canBreakGlass(scope, row, target.userId),
      isSeparated:
        approval.requirement?.separation !== false && requirements.every((requirement) => requirement.isSeparated),
      revisions: await revisionsOf(scope, row),
      voted,
      isNamed: isEntitled,
      perRule: perRule.map((rule, index) => ({
        ...rule,
        eligible: (requirements[index]?.eligible ?? []).map((userId) =>
          nameOfVoter(electors, userId, requirements[index]),
        ),
      })),
    };
  });
}

async function canBreakGlass(scope: TenantScope, row: ApprovalRow, userId: string | null): Promise<boolean> {
  const breakers = row.state === "pending" && userId !== null ? await glassBreakers(scope, row) : null;
  const own = breakers?.find((elector) => elector.userId === userId);
  if (!breakers || !own || !isGlassBroken(breakers.map(({ personId }) => personId))) return false;
  const broken = new Set((await findGlassBreaks(scope, row)).map((one) => one.userId));
  return !breakers.some((elector) => elector.personId === own.personId && broken.has(elector.userId));
}

function votedBy(electors: readonly Elector[], votes: readonly NamedVote[], of: { userId: string; revision: number }) {
  const earlier = earlierVote(electors, votes, of);
  return earlier ? castVote(earlier).decision : null;
}

function nameOfVoter(electors: readonly Elector[], userId: string, rule: RuleElectorate | undefined): string {
  const nameOf = (id: string) => electors.find((elector) => elector.userId === id)?.name ?? id;
  return nameStandingIn(nameOf(userId), (rule?.standings.get(userId)?.standsFor ?? []).map(nameOf));
}

/** What each revision asked about, for people's eyes. */
async function revisionsOf(scope: TenantScope, row: ApprovalRow): Promise<RevisionView[]> {
  const rows = row.revision === 1 ? [] : await findRevisions(scope, row.id);
  return rows.map(({ revision, argumentsText, editorName, createdAt }) => {
    return { revision, argumentsText, editorName, atMs: createdAt.getTime() };
  });
}

function isAmong(people: readonly string[], userId: string | null): boolean {
  return userId !== null && people.includes(userId);
}

function castVote(vote: NamedVote) {
  return { userId: vote.userId, decision: vote.decision === "approve" ? "approve" : "deny" } as const;
}

/** Which of some approvals are stored in another state than this one. */
export function readMovedApprovals(
  deps: Pick<ApprovalDeps, "db">,
  {
    organizationId,
    ...from
  }: { readonly organizationId: string; readonly state: string; readonly approvalIds: readonly string[] },
): Promise<string[]> {
  return deps.db.tenant(organizationId, (scope) => findMovedApprovals(scope, from));
}
