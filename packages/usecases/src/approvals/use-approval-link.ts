import { refusal } from "@countersign/contracts";
import {
  type ApprovalLinkRow,
  type ApprovalRow,
  type Elector,
  findApproval,
  findApprovalLink,
  findOrganization,
  findVotes,
  spendApprovalLink,
  type TenantScope,
} from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { linkTokenHash, readLinkToken, Secret } from "@countersign/vault";
import type { Outcome, Refused } from "../configuration/outcome.ts";
import { isSuspended } from "../organizations/suspension.ts";
import type { PeopleDeps } from "../people/verify-password.ts";
import { castVote, earlierVote, entitledTo, holdApproval, mayVoteByLink, votersOf } from "./decide.ts";
import { type ApprovalDeps, inTenant, viewOf } from "./moves.ts";
import type { ApprovalView } from "./view.ts";

type LinkDeps = PeopleDeps & ApprovalDeps;

/** What the holder of a link is shown. */
export interface LinkedApproval {
  readonly approval: ApprovalView;
  readonly organizationTitle: string;
  /** As whom a vote is counted. */
  readonly voterName: string;
}

/** What a link asks its holder. Changes nothing, however often it is read. Refuses what can't be decided by it. */
export async function readApprovalLink(
  deps: LinkDeps,
  { token }: { readonly token: string },
): Promise<Outcome<LinkedApproval>> {
  const link = await presentedLink(deps, token);
  if (!link) return linkOver();
  return deps.db.tenant(link.organizationId, async (scope) => {
    const row = await findApproval(scope, link.approvalId);
    const organization = await findOrganization(scope);
    const voter = row && (await voterOf(scope, row, link));
    if (!organization || !voter || (await isSuspended(scope))) return linkOver();
    const approval = await viewOf(scope, row);
    return { ok: true, value: { approval, organizationTitle: organization.title, voterName: voter.name } };
  });
}

export interface LinkVote {
  readonly token: string;
  readonly decision: "approve" | "deny";
  readonly reason: string | null;
}

/**
 * Casts the vote of the person a link was mailed to and uses the link up; recorded as cast by link. Used, expired, foreign
 * and made-up links are refused alike.
 */
export async function decideByLink(deps: LinkDeps, vote: LinkVote): Promise<Outcome<ApprovalView>> {
  const link = await presentedLink(deps, vote.token);
  if (!link) return linkOver();
  const { organizationId, approvalId, revision, userId } = link;
  return inTenant<Outcome<ApprovalView>>(deps, organizationId, async (scope) => {
    const held = await holdApproval(scope, approvalId);
    if ("value" in held) return { ...held, value: linkOver() };
    // The approval is locked: whoever comes second finds the link used.
    if (!(await voterOf(scope, held.row, link))) return { value: linkOver() };
    if (!(await spendApprovalLink(scope, link.id))) return { value: linkOver() };
    const { value, moved } = await castVote(scope, held.row, {
      organizationId,
      approvalId,
      userId,
      revision,
      decision: vote.decision,
      reason: storableText(vote.reason),
      channel: "email",
    });
    if (!value.ok) throw new Error("a vote that the link allows was refused");
    return { value: { ok: true, value: value.approval }, ...(moved && { moved }) };
  });
}

async function presentedLink(deps: PeopleDeps, token: string): Promise<ApprovalLinkRow | null> {
  if (!readLinkToken(deps.masterKey, ["approval-link"], token)) return null;
  const hash = linkTokenHash(new Secret(token));
  const link = await deps.db.byApprovalLink(hash, (scope) => findApprovalLink(scope, hash));
  return link?.usedAt === null ? link : null;
}

/** As whom the link's vote would count now; null when it wouldn't. */
async function voterOf(scope: TenantScope, row: ApprovalRow, link: ApprovalLinkRow): Promise<Elector | null> {
  if (row.state !== "pending" || row.revision !== link.revision) return null;
  const voters = await votersOf(scope, row);
  if (!voters || !(await mayVoteByLink(scope, row, { ...voters, userId: link.userId }))) return null;
  const votes = await findVotes(scope, [row.id]);
  return earlierVote(voters.electors, votes, link) ? null : entitledTo(voters, link.userId);
}

/** The one answer to a link that decides nothing, whatever the reason. */
function linkOver(): Refused {
  const detail =
    "This link decides nothing: it was used, what it asks about was decided, changed or has expired, or it never was one. Sign in to see what waits for you.";
  return { ok: false, refusal: refusal("auth.link.invalid", detail) };
}
