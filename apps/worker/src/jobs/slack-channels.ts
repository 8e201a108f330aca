import {
  type DueSlackChannels,
  findSlackInstallation,
  setSlackChannels,
  takeDueSlackChannels,
} from "@countersign/db/channels";
import { slackTrouble } from "../channels/slack-trouble.ts";
import { type Loop, startLoop } from "../loop.ts";
import { slackClient } from "../slack/slack-client.ts";
import { eachPage, readChannels, type SlackChannelFact } from "../slack/slack-pages.ts";
import type { SlackDeps } from "../slack/slack-person.ts";
import { openSlackToken } from "../slack/slack-token.ts";

const EVERY_MS = 2_000;
const AT_ONCE = 4;
/** Reading a large workspace; if this process dies meanwhile, another one reads it after. */
const READING_MS = 30_000;
const HOLD_MS = 60_000;
const AGAIN_MS = 10 * 60_000;
const AFTER_TROUBLE_MS = 60_000;
const MOST = 10_000;

/** Reads the channels of connected workspaces: soon when somebody asks, and every ten minutes. */
export function startSlackChannels(deps: SlackDeps): Loop {
  return startLoop({ name: "slack-channels", everyMs: EVERY_MS, logger: deps.logger }, async (_signal, alive) => {
    const due = await deps.db.system((scope) => takeDueSlackChannels(scope, { limit: AT_ONCE, holdMs: HOLD_MS }));
    await Promise.all(due.map((list) => readList(deps, list, alive)));
    return due.length === AT_ONCE;
  });
}

async function readList(
  { db, masterKey, apiUrl }: SlackDeps,
  { organizationId, installationId }: DueSlackChannels,
  alive: () => void,
): Promise<void> {
  const installation = await db.tenant(organizationId, findSlackInstallation);
  if (installation?.id !== installationId) return;
  const client = slackClient(openSlackToken(masterKey, installation), apiUrl);
  const found: SlackChannelFact[] = [];
  const keep = (kept: Parameters<typeof setSlackChannels>[2]) =>
    db.tenant(organizationId, (scope) => setSlackChannels(scope, installationId, kept));
  try {
    await eachPage<true>(Date.now() + READING_MS, async (cursor) => {
      const { channels, next } = await readChannels(client, cursor);
      found.push(...channels);
      alive();
      return { found: null, next: found.length < MOST ? next : undefined };
    });
  } catch (error) {
    const trouble = slackTrouble(error);
    const againMs = trouble.kind === "later" ? (trouble.afterMs ?? AFTER_TROUBLE_MS) : AGAIN_MS;
    return keep({ read: { problem: trouble.problem }, againMs });
  }
  const named = (isPrivate: boolean) =>
    found
      .slice(0, MOST)
      .filter((channel) => channel.isPrivate === isPrivate)
      .map(({ name }) => name)
      .sort();
  await keep({ read: { names: named(false), privateNames: named(true) }, againMs: AGAIN_MS });
}
