import { isJsonObject, type JsonObject, operationId } from "@countersign/core";
import { decideApproval, openGrant, readApprovalAs, type ViewedApproval } from "@countersign/usecases";
import { approvalUrl } from "../channels/asked-call.ts";
import { slackClient } from "./slack-client.ts";
import type { SlackDeps, Workspace } from "./slack-person.ts";
import { openSlackToken } from "./slack-token.ts";
import type { Target } from "./target.ts";

/** A member who does something about an approval from Slack. */
export interface Acting extends Workspace {
  readonly target: Target;
  readonly userId: string;
}

export interface SlackVote {
  readonly decision: "approve" | "deny";
  readonly reason: string | null;
  /** What it would let through beside the call. */
  readonly grant?: { readonly calls: number; readonly forMs: number };
}

export const CHANGED = "The call was changed since you looked at it. Look again, then decide.";
export const UNKNOWN = "You can't decide this any more from here.";

/** Votes, as on the web. Answers why it can't be; null when it is done. */
export async function decide(
  deps: SlackDeps,
  { organization, target, userId }: Acting,
  vote: SlackVote,
): Promise<string | null> {
  const { id: organizationId } = organization;
  const decided = await decideApproval(deps, { ...target, ...vote, organizationId, userId, channel: "slack" });
  if (!decided.ok) return decided.refusal.detail;
  if (vote.grant) {
    const configuration = { db: deps.db, hot: deps.admission, announce: deps.announce };
    await openGrant(configuration, { organizationId, approvalId: target.approvalId });
  }
  return null;
}

/** The approval as this member sees it; null when there is none. */
export function viewedBy(deps: SlackDeps, { organization, target, userId }: Acting): Promise<ViewedApproval | null> {
  return readApprovalAs(deps, { organizationId: organization.id, approvalId: target.approvalId, userId });
}

/** The arguments as they are asked about now. */
export function argumentsOf({ approval }: ViewedApproval): JsonObject {
  const parsed: unknown = JSON.parse(approval.argumentsText);
  return isJsonObject(parsed) ? parsed : {};
}

/** `connection.operation` */
export function operationOf({ approval }: ViewedApproval): string {
  return operationId(approval.connectionName, approval.operationName);
}

/** The approval's page, behind sign-in. */
export function pageOf({ dashboardUrl }: SlackDeps, { organization, target }: Acting): string {
  return approvalUrl({ organization, approval: { id: target.approvalId } }, dashboardUrl);
}

/** Speaks to the workspace. */
export function clientOf({ masterKey, apiUrl }: SlackDeps, { installation }: Workspace) {
  return slackClient(openSlackToken(masterKey, installation), apiUrl);
}
