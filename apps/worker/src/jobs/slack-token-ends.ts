import {
  endSlackToken,
  findSlackInstallationsOfTeam,
  listEndingSlackInstallations,
  type SlackInstallationRow,
} from "@countersign/db/channels";
import { slackTrouble } from "../channels/slack-trouble.ts";
import { type Loop, startLoop } from "../loop.ts";
import { slackClient } from "../slack/slack-client.ts";
import type { SlackDeps } from "../slack/slack-person.ts";
import { openSlackToken } from "../slack/slack-token.ts";

const EVERY_MS = 2_000;
const AT_ONCE = 5;

/** Takes the tokens of disconnected workspaces back at Slack, and forgets them. Tried again while Slack can't be reached. */
export function startSlackTokenEnds(deps: SlackDeps): Loop {
  return startLoop({ name: "slack-token-ends", everyMs: EVERY_MS, logger: deps.logger }, async () => {
    const ending = await deps.db.system((scope) => listEndingSlackInstallations(scope, AT_ONCE));
    await Promise.all(ending.map((installation) => endToken(deps, installation)));
    return false;
  });
}

async function endToken(deps: SlackDeps, installation: SlackInstallationRow): Promise<void> {
  if (!(await isOver(deps, installation))) return;
  await deps.db.tenant(installation.organizationId, (scope) => endSlackToken(scope, installation.id));
}

/** Whether nothing is left to be taken back. One app has one token in a workspace, whichever organization connected it. */
async function isOver(
  { db, masterKey, apiUrl, logger }: SlackDeps,
  installation: SlackInstallationRow,
): Promise<boolean> {
  const { teamId, appId, organizationId } = installation;
  const living = await db.system((scope) => findSlackInstallationsOfTeam(scope, { teamId, appId }));
  if (living.length > 0) return true;
  try {
    await slackClient(openSlackToken(masterKey, installation), apiUrl).auth.revoke();
    return true;
  } catch (error) {
    const { kind, problem } = slackTrouble(error);
    logger.info({ organizationId, problem, isOver: kind === "refused" }, "a token of Slack wasn't taken back");
    return kind === "refused";
  }
}
