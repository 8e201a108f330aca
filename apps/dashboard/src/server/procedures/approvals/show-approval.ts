import { findSlackInstallation } from "@countersign/db/channels";
import {
  type ApprovalView,
  grantedVary,
  readApproval,
  readApprovalAs,
  type ViewedApproval,
} from "@countersign/usecases";
import { type Actor, personBehind } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";
import { approvalDeps } from "../../deps.ts";
import { refuse } from "../../refusal-error.ts";
import type { Services } from "../../services.ts";
import type { ApprovalDetail } from "../../views/approval.ts";
import { argumentFields } from "../../views/arguments.ts";
import { approvalRow, argumentsOf } from "./approval-row.ts";
import { definitionOf, findDefinitions } from "./definitions.ts";
import { entitledUser, mayVote } from "./visibility.ts";

interface ShowContext {
  readonly services: Services;
  readonly actor: Actor;
  readonly membership: Membership;
}

/** One approval as the actor may see it. Refuses with `request.target.unknown` when there is none for them. */
export async function showApproval(ctx: ShowContext, approvalId: string): Promise<ApprovalDetail> {
  const { organizationId } = ctx.membership;
  const viewed = await viewVisible(ctx, approvalId);
  const { approval } = viewed;
  const definitions = await ctx.services.db.tenant(organizationId, (scope) => findDefinitions(scope, [approval]));
  const definition = definitionOf(definitions, approval);
  return {
    ...approvalRow(approval, definition),
    ...facts(approval, {
      hasMail: ctx.services.settings.SMTP_URL !== undefined,
      hasSlack: (await ctx.services.db.tenant(organizationId, findSlackInstallation)) !== null,
    }),
    fields: argumentFields(argumentsOf(approval), definition),
    requirements: viewed.perRule.map((rule) => ({
      ruleId: rule.ruleId,
      quorum: rule.quorum,
      by: [...rule.eligible],
    })),
    separation: viewed.isSeparated,
    linkedFrom: await linkedFrom(ctx, approval),
    canDecide: viewed.canDecide && mayVote(ctx.actor),
    canEdit: viewed.canEdit && mayVote(ctx.actor),
    canBreakGlass: viewed.canBreakGlass && mayVote(ctx.actor),
    glass: approval.glass.map(({ atMs, ...broken }) => ({ ...broken, at: new Date(atMs).toISOString() })),
    mayVary: varyOf(approval),
    revisions: viewed.revisions.map(({ atMs, ...revision }) => ({ ...revision, at: new Date(atMs).toISOString() })),
  };
}

async function linkedFrom({ services }: ShowContext, { organizationId, linkedFromId }: ApprovalView) {
  if (linkedFromId === null) return null;
  const before = await readApproval(approvalDeps(services), { organizationId, approvalId: linkedFromId });
  return before && { id: before.id, state: before.state };
}

/** An approval that the actor may see. Refuses with `request.target.unknown` when there is none for them. */
export async function viewVisible(ctx: ShowContext, approvalId: string): Promise<ViewedApproval> {
  const viewed = await viewAs(ctx, approvalId);
  const isOwn = viewed !== null && (viewed.isNamed || viewed.voted !== null);
  if (!viewed || (entitledUser(ctx.actor, ctx.membership) !== null && !isOwn)) {
    return refuse("request.target.unknown", "There is no such approval.");
  }
  return viewed;
}

/** A token of the organization's is nobody: it sees the approval, but may not vote on it. */
async function viewAs(
  { services, actor, membership }: ShowContext,
  approvalId: string,
): Promise<ViewedApproval | null> {
  const deps = approvalDeps(services);
  const target = { organizationId: membership.organizationId, approvalId };
  return readApprovalAs(deps, { ...target, userId: personBehind(actor) });
}

interface Reach {
  readonly hasMail: boolean;
  readonly hasSlack: boolean;
}

/** Mail reaches people once there is a server, Slack once a workspace is connected; whatever else there is always does. */
function isConnected(name: string, { hasMail, hasSlack }: Reach): boolean {
  const [channel] = name.split(":");
  if (channel === "email") return hasMail;
  if (channel === "slack") return hasSlack;
  return true;
}

function varyOf({ requirement }: ApprovalView): string[] | null {
  const vary = requirement && grantedVary(requirement);
  return vary && [...vary];
}

function facts(approval: ApprovalView, reach: Reach) {
  return {
    instanceProved: approval.instanceProved,
    surface: approval.surface,
    clientName: approval.clientName,
    clientVersion: approval.clientVersion,
    argumentsText: approval.argumentsText,
    forwardedHash: approval.forwardedHash,
    agentReason: approval.agentReason,
    labels: [...approval.labels],
    policyVersion: approval.policyVersion,
    unreachedChannels: approval.channels.filter((name) => !isConnected(name, reach)),
    escalatesAt: approval.state === "pending" ? instant(approval.escalatesAtMs) : null,
    permitUntil: instant(approval.permitUntilMs),
    endedAt: instant(approval.endedAtMs),
    reason: approval.reason,
    recordId: approval.recordId,
    votes: approval.votes.map((vote) => ({
      userName: vote.userName,
      standsFor: [...vote.standsFor],
      decision: vote.decision,
      reason: vote.reason,
      channel: vote.channel,
      at: new Date(vote.atMs).toISOString(),
    })),
  };
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
