import { type Actor, type Refusal, refusal } from "@countersign/contracts";
import { type Tally, tallyVotes, type VoteRequirement } from "@countersign/core";
import {
  type ApprovalRow,
  approveApproval,
  denyApproval,
  type Elector,
  expirePending,
  findAgentOwner,
  findApproval,
  findElectors,
  findVotes,
  insertVote,
  type NamedVote,
  type TenantScope,
} from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { isSuspended, suspendedRefusal } from "../organizations/suspension.ts";
import { electorate } from "./electorate.ts";
import { type ApprovalDeps, inTenant, type Moved, recordAct, recordMove, SYSTEM_ACTOR, viewOf } from "./moves.ts";
import { readRequirement } from "./requirement.ts";
import type { ApprovalView } from "./view.ts";

/** How long an approved call may be collected, ms. */
export const PERMIT_MS = 15 * 60_000;

export type VoteChannel = "web" | "slack" | "email" | "push" | "cli" | "api";

export interface ApprovalVote {
  readonly organizationId: string;
  readonly approvalId: string;
  readonly userId: string;
  readonly decision: "approve" | "deny";
  readonly reason: string | null;
  readonly channel: VoteChannel;
}

export type DecidedApproval =
  | { readonly ok: true; readonly approval: ApprovalView; readonly counted: Tally["perRule"] }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Casts one person's vote and moves the approval when the asking rules are satisfied or enough deny. The same vote again
 * gets the same answer. Refusals: `request.target.unknown`, `auth.organization.suspended`, `approval.state.final`, `approval.vote.forbidden`,
 * `platform.decision.unavailable` when the stored requirement can't be read.
 */
export function decideApproval(deps: ApprovalDeps, vote: ApprovalVote): Promise<DecidedApproval> {
  return inTenant(deps, vote.organizationId, async (scope) => {
    if (await isSuspended(scope)) return refuse(suspendedRefusal());
    const row = await findApproval(scope, vote.approvalId, { lock: true });
    if (!row) return refuse(refusal("request.target.unknown", "There is no such approval."));
    const expired = await expirePending(scope, row.id);
    if (expired) {
      await recordMove(scope, expired, { action: "approval.expired", actor: SYSTEM_ACTOR });
      return { ...refuse(finalRefusal(expired)), moved: expired };
    }
    return castVote(scope, row, { ...vote, reason: storableText(vote.reason) });
  });
}

async function castVote(scope: TenantScope, row: ApprovalRow, vote: ApprovalVote): Promise<Moved<DecidedApproval>> {
  const votes = await findVotes(scope, [row.id]);
  const earlier = votes.find((cast) => cast.userId === vote.userId && cast.revision === row.revision);
  const voters = await votersOf(scope, row);
  if (earlier?.decision === vote.decision) return answer(scope, row, tally(voters?.requirements ?? [], votes, row));
  if (row.state !== "pending") return refuse(finalRefusal(row));
  if (earlier) return refuse(refusal("approval.state.final", "You have already voted on this approval."));
  if (!voters) {
    const detail = "The approval's requirement can't be read, so nobody can decide it.";
    return refuse(refusal("platform.decision.unavailable", detail));
  }
  const isEntitled = voters.requirements.some((requirement) => requirement.eligible.includes(vote.userId));
  const elector = voters.electors.find((candidate) => candidate.userId === vote.userId);
  if (!isEntitled || !elector) {
    return refuse(
      refusal("approval.vote.forbidden", "The rules that ask don't name you, or separation keeps you out."),
    );
  }
  await insertVote(scope, row, vote);
  const counted = tally(voters.requirements, await findVotes(scope, [row.id]), row);
  return settleVote(scope, row, { vote, counted, actor: { kind: "user", id: elector.userId, name: elector.name } });
}

interface CountedVote {
  readonly vote: ApprovalVote;
  readonly counted: Tally;
  readonly actor: Actor;
}

/** Moves the approval if the vote decides it; one record either way. */
async function settleVote(scope: TenantScope, row: ApprovalRow, cast: CountedVote): Promise<Moved<DecidedApproval>> {
  const { vote, counted, actor } = cast;
  const detail = {
    vote: vote.decision,
    reason: vote.reason,
    channel: vote.channel,
    counted: counted.perRule.map((rule) => ({ ...rule })),
  };
  if (counted.result === "open") {
    await recordAct(scope, row, { action: "approval.voted", actor, detail });
    return answer(scope, row, counted);
  }
  const isApproval = counted.result === "approved";
  const moved = isApproval
    ? await approveApproval(scope, row.id, PERMIT_MS)
    : await denyApproval(scope, row.id, vote.reason);
  // The row is locked, so only the clock can have come between: the sweeper expires it, and the vote stays on file.
  if (!moved) return answer(scope, row, counted);
  await recordMove(scope, moved, { action: isApproval ? "approval.approved" : "approval.denied", actor, detail });
  return { ...(await answer(scope, moved, counted)), moved };
}

async function answer(scope: TenantScope, row: ApprovalRow, counted: Tally): Promise<Moved<DecidedApproval>> {
  return { value: { ok: true, approval: await viewOf(scope, row), counted: counted.perRule } };
}

function refuse(reason: Refusal): Moved<DecidedApproval> {
  return { value: { ok: false, refusal: reason } };
}

function finalRefusal(row: ApprovalRow): Refusal {
  return refusal("approval.state.final", `This approval is ${row.state} and can't be decided any more.`);
}

function tally(requirements: readonly VoteRequirement[], votes: readonly NamedVote[], row: ApprovalRow): Tally {
  const cast = votes
    .filter((vote) => vote.revision === row.revision)
    .map((vote) => ({ userId: vote.userId, decision: vote.decision === "approve" ? "approve" : "deny" }) as const);
  return tallyVotes(requirements, cast);
}

/** The people who may decide an approval now. Null when its requirement can't be read. */
export async function votersOf(
  scope: TenantScope,
  row: ApprovalRow,
): Promise<{ readonly requirements: VoteRequirement[]; readonly electors: Elector[] } | null> {
  const requirement = readRequirement(row.requirement);
  if (!requirement) return null;
  const electors = await findElectors(scope);
  const separated = requirement.separation === false ? [] : [await findAgentOwner(scope, row.agentId), row.personId];
  const escalatedMs = Number(row.escalatedMs);
  return { requirements: electorate(requirement, electors, { separated, escalatedMs }), electors };
}
