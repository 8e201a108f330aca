import { type Actor, type Refusal, refusal } from "@countersign/contracts";
import {
  type GrantWish,
  MAX_GRANT_CALLS,
  MAX_GRANT_MS,
  mayBeDecidedByLink,
  nameStandingIn,
  readOperationClass,
  type Tally,
  tallyVotes,
  type VoteRequirement,
} from "@countersign/core";
import {
  type ApprovalRow,
  approveApproval,
  denyApproval,
  type Elector,
  expirePending,
  findAgentOwner,
  findApproval,
  findElectors,
  findOperationByName,
  findPersonIds,
  findVotes,
  insertVote,
  type NamedVote,
  type TenantScope,
} from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { isSuspended, suspendedRefusal } from "../organizations/suspension.ts";
import { electorate, type RuleElectorate } from "./electorate.ts";
import { type ApprovalDeps, inTenant, type Moved, recordAct, recordMove, SYSTEM_ACTOR, viewOf } from "./moves.ts";
import { grantedVary, readRequirement } from "./requirement.ts";
import type { ApprovalView } from "./view.ts";

/** How long an approved call may be collected, ms. */
export const PERMIT_MS = 15 * 60_000;

/** Where people vote who have proved who they are. */
export type VoteChannel = "web" | "slack" | "push" | "cli" | "api";

/** A vote about to be cast. `email`: by a mailed link, so that nothing proves who followed it. */
export interface CastVote extends Omit<ApprovalVote, "channel"> {
  readonly channel: VoteChannel | "email";
}

/** Who votes, and by which way. */
export interface Voter {
  readonly userId: string;
  readonly channel: VoteChannel;
  /** The token of theirs that they vote with. */
  readonly token?: { readonly id: string; readonly name: string };
}

export interface ApprovalVote extends Voter {
  readonly organizationId: string;
  readonly approvalId: string;
  readonly decision: "approve" | "deny";
  /**
   * The revision an approval is for: the one that the page or message showed. Who doesn't say was shown what the agent
   * asked, the first. A denial is for all.
   */
  readonly revision?: number;
  readonly reason: string | null;
  /** What the vote would let through beside the call; see `openGrant`. */
  readonly grant?: GrantWish;
}

export type DecidedApproval =
  | { readonly ok: true; readonly approval: ApprovalView; readonly counted: Tally["perRule"] }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Casts one person's vote and moves the approval when the asking rules are satisfied or enough deny. The same vote again
 * gets the same answer. Refusals: `request.target.unknown`, `auth.organization.suspended`, `approval.state.final`, `approval.vote.forbidden`,
 * `approval.grant.refused` where the rules allow none, `approval.revision.changed` when it isn't what this person was shown any more,
 * `platform.decision.unavailable` when the stored requirement can't be read.
 */
export function decideApproval(deps: ApprovalDeps, vote: ApprovalVote): Promise<DecidedApproval> {
  return inTenant(deps, vote.organizationId, async (scope) => {
    const held = await holdApproval(scope, vote.approvalId);
    if ("value" in held) return held;
    return castVote(scope, held.row, { ...vote, reason: storableText(vote.reason) });
  });
}

/** Locks an approval that a person is about to act on, once its time was looked at; else why they can't. */
export async function holdApproval(
  scope: TenantScope,
  approvalId: string,
): Promise<{ readonly row: ApprovalRow } | Moved<DecidedApproval>> {
  if (await isSuspended(scope)) return refuse(suspendedRefusal());
  const row = await findApproval(scope, approvalId, { lock: true });
  if (!row) return refuse(refusal("request.target.unknown", "There is no such approval."));
  const expired = await expirePending(scope, row.id);
  if (!expired) return { row };
  await recordMove(scope, expired, { action: "approval.expired", actor: SYSTEM_ACTOR });
  return { ...refuse(finalRefusal(expired, [])), moved: expired };
}

/** Casts a vote on a locked approval and moves it if the vote decides it. */
export async function castVote(scope: TenantScope, row: ApprovalRow, vote: CastVote): Promise<Moved<DecidedApproval>> {
  const votes = await findVotes(scope, [row.id]);
  const voters = await votersOf(scope, row);
  const earlier = earlierVote(voters?.electors ?? [], votes, { userId: vote.userId, revision: row.revision });
  if (earlier?.decision === vote.decision) return answer(scope, row, tally(voters?.requirements ?? [], votes, row));
  if (row.state !== "pending") return refuse(finalRefusal(row, votes));
  if (vote.decision === "approve" && (vote.revision ?? 1) !== row.revision) return refuse(changedRefusal());
  if (earlier) return refuse(refusal("approval.state.final", "You have already voted on this approval."));
  if (!voters) {
    const detail = "The approval's requirement can't be read, so nobody can decide it.";
    return refuse(refusal("platform.decision.unavailable", detail));
  }
  const elector = entitledTo(voters, vote.userId);
  if (!elector) return refuse(await forbiddenRefusal(scope, row, vote.userId));
  const ungrantable = vote.grant && grantFault(row, vote.grant);
  if (ungrantable) return refuse(ungrantable);
  const absent = absentBehind(voters, vote.userId);
  await insertVote(scope, row, { ...vote, forUserIds: absent.map(({ userId }) => userId) });
  const counted = tally(voters.requirements, await findVotes(scope, [row.id]), row);
  const actor = { kind: "user" as const, id: elector.userId, name: elector.name };
  return settleVote(scope, row, { vote, counted, actor, standsFor: absent.map(({ name }) => name) });
}

/** The vote that this person cast on a revision, by whichever account of theirs. */
export function earlierVote(
  electors: readonly Elector[],
  votes: readonly NamedVote[],
  { userId, revision }: { readonly userId: string; readonly revision: number },
): NamedVote | undefined {
  const personOf = (id: string) => electors.find((elector) => elector.userId === id)?.personId ?? id;
  return votes.find((cast) => cast.revision === revision && personOf(cast.userId) === personOf(userId));
}

/** The absent members in whose place alone somebody votes. */
export function absentBehind({ requirements, electors }: Voters, userId: string): Elector[] {
  const absent = new Set(requirements.flatMap(({ standings }) => standings.get(userId)?.standsFor ?? []));
  return electors.filter((elector) => absent.has(elector.userId));
}

interface CountedVote {
  readonly vote: CastVote;
  readonly counted: Tally;
  readonly actor: Actor;
  /** Names of the absent in whose place they vote. */
  readonly standsFor: readonly string[];
}

/** Moves the approval if the vote decides it; one record either way. */
async function settleVote(scope: TenantScope, row: ApprovalRow, cast: CountedVote): Promise<Moved<DecidedApproval>> {
  const { vote, counted, actor, standsFor } = cast;
  const isByLink = vote.channel === "email";
  const detail = {
    vote: vote.decision,
    reason: vote.reason,
    ...wayOf(vote),
    ...(standsFor.length > 0 && { standsFor: [...standsFor] }),
    ...(vote.grant && { grant: { ...vote.grant } }),
    ...(isByLink && { via: "link", verified: false }),
    counted: counted.perRule.map((rule) => ({ ...rule })),
  };
  if (counted.result === "open") {
    await recordAct(scope, row, { action: "approval.voted", actor, detail, isByLink });
    return answer(scope, row, counted);
  }
  const isApproval = counted.result === "approved";
  const moved = isApproval
    ? await approveApproval(scope, row.id, { permitMs: PERMIT_MS })
    : await denyApproval(scope, row.id, vote.reason);
  // The row is locked, so only the clock can have come between: the sweeper expires it, and the vote stays on file.
  if (!moved) return answer(scope, row, counted);
  await recordMove(scope, moved, {
    action: isApproval ? "approval.approved" : "approval.denied",
    actor,
    detail,
    isByLink,
  });
  return { ...(await answer(scope, moved, counted)), moved };
}

/** By which way a person acted, as records tell it. */
export function wayOf({ channel, token }: Pick<CastVote, "channel" | "token">) {
  return { channel, ...(token && { token: { ...token } }) };
}

async function answer(scope: TenantScope, row: ApprovalRow, counted: Tally): Promise<Moved<DecidedApproval>> {
  return { value: { ok: true, approval: await viewOf(scope, row), counted: counted.perRule } };
}

/** Why a vote can't grant anything beside the call; null when it can. */
function grantFault(row: ApprovalRow, { calls, forMs }: GrantWish): Refusal | null {
  const requirement = readRequirement(row.requirement);
  if (!requirement || grantedVary(requirement) === null) {
    return refusal("approval.grant.refused", "The rules that ask allow no grant: approve this call alone.");
  }
  const isCounted = Number.isInteger(calls) && calls >= 1 && calls <= MAX_GRANT_CALLS;
  const isTimed = Number.isInteger(forMs) && forMs >= 1 && forMs <= MAX_GRANT_MS;
  if (isCounted && isTimed) return null;
  const problem = { path: "grant", message: `At most ${MAX_GRANT_CALLS} calls, for at most a day.` };
  return refusal("request.body.invalid", problem.message, { problems: [problem] });
}

/**
 * Whether this person may vote by a mailed link: where every rule that lets them vote names a group of theirs that opted
 * in, and the call, as it is classed now, neither destroys, leaves the organization nor costs money.
 */
export async function mayVoteByLink(
  scope: TenantScope,
  row: ApprovalRow,
  { requirements, userId }: { readonly requirements: Voters["requirements"]; readonly userId: string },
): Promise<boolean> {
  const naming = requirements.filter(({ eligible }) => eligible.includes(userId));
  if (naming.length === 0 || !naming.every(({ byLink }) => byLink.includes(userId))) return false;
  const operation = await findOperationByName(scope, { connectionId: row.connectionId, name: row.operationName });
  return operation !== null && mayBeDecidedByLink(readOperationClass(operation.class), row.priceMicros);
}

/** The member, if the asking rules let them decide. */
export function entitledTo({ requirements, electors }: Voters, userId: string): Elector | null {
  if (!requirements.some((requirement) => requirement.eligible.includes(userId))) return null;
  return electors.find((candidate) => candidate.userId === userId) ?? null;
}

/** Why somebody may not decide an approval: no asking rule names them, or only separation keeps them out. */
export async function forbiddenRefusal(scope: TenantScope, row: ApprovalRow, userId: string): Promise<Refusal> {
  const unseparated = await votersOf(scope, row, { isSeparating: false });
  return refusal(
    "approval.vote.forbidden",
    unseparated && entitledTo(unseparated, userId)
      ? "Separation of duties keeps you out: the agent is yours or acts for you, so somebody else decides this."
      : "The rules that ask don't name you.",
  );
}

export function changedRefusal(): Refusal {
  return refusal("approval.revision.changed", "The call was changed since you looked at it. Look again, then decide.");
}

export function refuse(reason: Refusal): Moved<DecidedApproval> {
  return { value: { ok: false, refusal: reason } };
}

/** Why nothing can be decided any more, with who has decided. `votes`: those on the approval. */
export function finalRefusal(row: ApprovalRow, votes: readonly NamedVote[]): Refusal {
  const decision = row.state === "denied" ? "deny" : "approve";
  const names = votes
    .filter((vote) => vote.revision === row.revision && vote.decision === decision)
    .map(({ userName, forNames }) => nameStandingIn(userName, forNames));
  const isDecided = row.decidedAt !== null && names.length > 0;
  const broken = row.brokenGlassAt === null ? "" : ", let through by two owners";
  const by =
    broken === "" && isDecided ? `, ${decision === "deny" ? "denied" : "approved"} by ${names.join(" and ")}` : "";
  return refusal("approval.state.final", `This approval is ${row.state}${broken}${by}, and can't be decided any more.`);
}

function tally(requirements: readonly VoteRequirement[], votes: readonly NamedVote[], row: ApprovalRow): Tally {
  const cast = votes
    .filter((vote) => vote.revision === row.revision)
    .map((vote) => ({ userId: vote.userId, decision: vote.decision === "approve" ? "approve" : "deny" }) as const);
  return tallyVotes(requirements, cast);
}

export interface Voters {
  readonly requirements: readonly RuleElectorate[];
  readonly electors: readonly Elector[];
}

/** The people (person ids) whom separation of duties keeps out of an approval: the agent's owner, and whom it acts for. */
export async function separatedFrom(scope: TenantScope, row: ApprovalRow): Promise<string[]> {
  const kept = [await findAgentOwner(scope, row.agentId), row.personId];
  return findPersonIds(
    scope,
    kept.filter((userId) => userId !== null),
  );
}

/** The people who may decide an approval now. Null when its requirement can't be read. */
export async function votersOf(
  scope: TenantScope,
  row: ApprovalRow,
  { isSeparating = true }: { readonly isSeparating?: boolean } = {},
): Promise<Voters | null> {
  const requirement = readRequirement(row.requirement);
  if (!requirement) return null;
  const electors = await findElectors(scope);
  const separated = isSeparating && requirement.separation !== false ? await separatedFrom(scope, row) : [];
  const votes = (await findVotes(scope, [row.id])).filter(({ revision }) => revision === row.revision);
  const votedFor = new Map(votes.map(({ userId, forUserIds }) => [userId, forUserIds]));
  const escalatedMs = Number(row.escalatedMs);
  return { requirements: electorate(requirement, electors, { separated, escalatedMs, votedFor }), electors };
}
