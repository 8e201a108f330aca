import { operationId } from "@countersign/core";
import { findOrganization } from "@countersign/db";
import { findSlackInstallationsOfTeam, type SlackInstallationRow } from "@countersign/db/channels";
import { MOST_IN_HOME, slackHome, type WaitingCall } from "@countersign/notify";
import { disconnectSlack, listApprovals } from "@countersign/usecases";
import { z } from "zod";
import { approvalUrl } from "../channels/asked-call.ts";
import { slackClient } from "./slack-client.ts";
import { memberOf, type SlackDeps, type Workspace } from "./slack-person.ts";
import { openSlackToken } from "./slack-token.ts";

const placeSchema = z.object({ team_id: z.string(), api_app_id: z.string() });
const openedSchema = placeSchema.extend({ event: z.object({ user: z.string(), tab: z.string() }) });
const revokedSchema = placeSchema.extend({
  event: z.object({ tokens: z.object({ bot: z.array(z.string()).default([]) }) }),
});

const SLACK = { kind: "system", id: null, name: "Slack" } as const;

/** Shows somebody who opens the app's home what waits for them, of every organization that the workspace serves. */
export async function showHome(deps: SlackDeps, body: unknown): Promise<void> {
  const parsed = openedSchema.safeParse(body);
  if (!parsed.success || parsed.data.event.tab !== "home") return;
  const { user } = parsed.data.event;
  const installations = await installationsOf(deps, parsed.data);
  const [first] = installations;
  if (!first) return;
  const waiting: WaitingCall[] = [];
  for (const installation of installations) waiting.push(...(await waitingOf(deps, installation, user)));
  const { type, blocks } = slackHome(waiting);
  const view = { type, blocks: blocks.map((block) => ({ ...block })) };
  await slackClient(openSlackToken(deps.masterKey, first), deps.apiUrl).views.publish({ user_id: user, view });
}

/** Disconnects a workspace in which somebody removed the app. */
export async function endInstallations(deps: SlackDeps, body: unknown): Promise<void> {
  const parsed = placeSchema.safeParse(body);
  if (parsed.success) await disconnect(deps, await installationsOf(deps, parsed.data));
}

/** Disconnects a workspace that took our bot's token back. */
export async function endRevoked(deps: SlackDeps, body: unknown): Promise<void> {
  const parsed = revokedSchema.safeParse(body);
  if (!parsed.success) return;
  const { bot } = parsed.data.event.tokens;
  const installations = await installationsOf(deps, parsed.data);
  await disconnect(
    deps,
    installations.filter(({ botUserId }) => bot.includes(botUserId)),
  );
}

async function disconnect(deps: SlackDeps, installations: readonly SlackInstallationRow[]): Promise<void> {
  const configuration = { db: deps.db, hot: deps.admission, announce: deps.announce };
  for (const { organizationId } of installations) {
    await disconnectSlack(configuration, { organizationId, actor: SLACK });
  }
}

function installationsOf({ db }: SlackDeps, { team_id: teamId, api_app_id: appId }: z.infer<typeof placeSchema>) {
  return db.system((scope) => findSlackInstallationsOfTeam(scope, { teamId, appId }));
}

async function waitingOf(
  deps: SlackDeps,
  installation: SlackInstallationRow,
  slackUserId: string,
): Promise<WaitingCall[]> {
  const { organizationId } = installation;
  const organization = await deps.db.tenant(organizationId, findOrganization);
  const workspace: Workspace | null = organization && { organization, installation };
  const userId = workspace && (await memberOf(deps, workspace, slackUserId));
  if (!organization || userId === null) return [];
  const query = { organizationId, tab: "waiting", limit: MOST_IN_HOME, cursor: null, entitledUserId: userId } as const;
  const { approvals } = await listApprovals(deps, query);
  return approvals.map(({ id, agentTitle, connectionName, operationName, summary }) => ({
    organizationTitle: organization.title,
    agentTitle,
    operation: operationId(connectionName, operationName),
    summary,
    url: approvalUrl({ organization, approval: { id } }, deps.dashboardUrl),
  }));
}
