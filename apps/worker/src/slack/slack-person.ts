import { findElectors, findOrganization, type OrganizationRow } from "@countersign/db";
import {
  findOrganizationOfApproval,
  findSlackInstallation,
  listSlackAccounts,
  type SlackInstallationRow,
} from "@countersign/db/channels";
import { z } from "zod";
import type { WorkerDeps } from "../deps.ts";
import { slackClient } from "./slack-client.ts";
import { openSlackToken } from "./slack-token.ts";

/** Who did something in Slack, as Slack says it: in which workspace, by which app, and where they belong themselves. */
export const senderSchema = z.object({
  api_app_id: z.string(),
  team: z.object({ id: z.string() }),
  user: z.object({ id: z.string(), team_id: z.string() }),
});
export type Sender = z.infer<typeof senderSchema>;

export interface SlackDeps extends Pick<WorkerDeps, "db" | "masterKey" | "admission" | "announce" | "logger"> {
  readonly dashboardUrl: string;
  readonly apiUrl: string;
}

/** A connected workspace that something came from. */
export interface Workspace {
  readonly organization: OrganizationRow;
  readonly installation: SlackInstallationRow;
}

/**
 * The connected workspace of an approval's organization, if what a person did came from there, by the app it was connected
 * by, and the person is of that workspace themselves. Null otherwise: nothing may come of it then.
 */
export async function workspaceOf(
  { db }: Pick<SlackDeps, "db">,
  sender: Sender,
  approvalId: string,
): Promise<Workspace | null> {
  const organizationId = await db.system((scope) => findOrganizationOfApproval(scope, approvalId));
  if (organizationId === null) return null;
  return db.tenant(organizationId, async (scope) => {
    const installation = await findSlackInstallation(scope);
    const organization = await findOrganization(scope);
    if (!installation || !organization) return null;
    const { teamId, appId } = installation;
    const isOurs = sender.team.id === teamId && sender.api_app_id === appId && sender.user.team_id === teamId;
    return isOurs ? { organization, installation } : null;
  });
}

/**
 * The member that a user of a connected workspace is: who linked the account, or, where the organization wants it, the
 * member of the same e-mail address. Looked up anew each time. Null: nobody known.
 */
export async function memberOf(deps: SlackDeps, workspace: Workspace, slackUserId: string): Promise<string | null> {
  const { id: organizationId } = workspace.organization;
  const { teamId, matchesEmail } = workspace.installation;
  const linked = await deps.db.tenant(organizationId, listSlackAccounts);
  const account = linked.find((each) => each.teamId === teamId && each.slackUserId === slackUserId);
  if (account) return account.userId;
  const email = matchesEmail ? await emailOf(deps, workspace, slackUserId) : null;
  if (email === null) return null;
  const electors = await deps.db.tenant(organizationId, findElectors);
  return electors.find((elector) => elector.email === email)?.userId ?? null;
}

/** A person of whom Slack says all this is a full member of the workspace, and the address is theirs. */
const fullMemberSchema = z.object({
  id: z.string(),
  team_id: z.string(),
  deleted: z.literal(false),
  is_bot: z.literal(false),
  is_restricted: z.literal(false),
  is_ultra_restricted: z.literal(false),
  is_stranger: z.literal(false).optional(),
  is_email_confirmed: z.literal(true).optional(),
  profile: z.object({ email: z.email() }),
});

async function emailOf(
  { masterKey, apiUrl }: SlackDeps,
  { installation }: Workspace,
  slackUserId: string,
): Promise<string | null> {
  const { user } = await slackClient(openSlackToken(masterKey, installation), apiUrl).users.info({ user: slackUserId });
  const parsed = fullMemberSchema.safeParse(user);
  if (!parsed.success || parsed.data.id !== slackUserId || parsed.data.team_id !== installation.teamId) return null;
  return parsed.data.profile.email.toLowerCase();
}
