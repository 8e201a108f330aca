import type { PlainScope, TenantScope } from "../client/db.ts";
import type { SlackChannelList } from "../generated/client.ts";

export type SlackChannelListRow = SlackChannelList;

/** The channels of the workspace that an organization has connected, as they were last read; null without a workspace. */
export function findSlackChannels({ organizationId, tx }: TenantScope): Promise<SlackChannelListRow | null> {
  return tx.slackChannelList.findFirst({ where: { organizationId, installation: { uninstalledAt: null } } });
}

/** Has the worker read the channels now. */
export async function askForSlackChannels({ organizationId, tx }: TenantScope): Promise<void> {
  await tx.$executeRaw`
    UPDATE slack_channel_lists SET "dueAt" = now()
    WHERE "organizationId" = ${organizationId} AND "dueAt" > now()`;
}

export interface DueSlackChannels {
  readonly organizationId: string;
  readonly installationId: string;
}

/** Takes the lists of connected workspaces that are due, at most `limit`; nobody else gets them for `holdMs`. For the worker. */
export function takeDueSlackChannels(
  { tx }: PlainScope,
  { limit, holdMs }: { readonly limit: number; readonly holdMs: number },
): Promise<DueSlackChannels[]> {
  return tx.$queryRaw<DueSlackChannels[]>`
    UPDATE slack_channel_lists SET "dueAt" = now() + ${holdMs} * interval '1 millisecond'
    WHERE "installationId" IN (
      SELECT l."installationId" FROM slack_channel_lists l
        JOIN slack_installations i ON i."organizationId" = l."organizationId" AND i.id = l."installationId"
      WHERE l."dueAt" <= now() AND i."uninstalledAt" IS NULL
      ORDER BY l."dueAt" LIMIT ${limit} FOR UPDATE OF l SKIP LOCKED)
    RETURNING "organizationId", "installationId"`;
}

export type ReadSlackChannels =
  | { readonly names: readonly string[]; readonly privateNames: readonly string[] }
  /** Why they couldn't be read; what was read before stays. */
  | { readonly problem: string };

/** Keeps what was read, and when it is to be read again. For the worker. */
export async function setSlackChannels(
  { organizationId, tx }: TenantScope,
  installationId: string,
  { read, againMs }: { readonly read: ReadSlackChannels; readonly againMs: number },
): Promise<void> {
  if ("problem" in read) {
    await tx.$executeRaw`
      UPDATE slack_channel_lists SET problem = ${read.problem}, "dueAt" = now() + ${againMs} * interval '1 millisecond'
      WHERE "organizationId" = ${organizationId} AND "installationId" = ${installationId}`;
    return;
  }
  await tx.$executeRaw`
    UPDATE slack_channel_lists SET problem = NULL, "readAt" = now(), names = ${[...read.names]}::text[],
      "privateNames" = ${[...read.privateNames]}::text[], "dueAt" = now() + ${againMs} * interval '1 millisecond'
    WHERE "organizationId" = ${organizationId} AND "installationId" = ${installationId}`;
}
