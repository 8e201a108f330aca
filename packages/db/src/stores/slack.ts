import type { PlainScope, TenantScope } from "../client/db.ts";
import type { SlackAccount, SlackInstallation } from "../generated/client.ts";

export type SlackInstallationRow = SlackInstallation;
export type SlackAccountRow = SlackAccount;

export type NewSlackInstallation = Pick<
  SlackInstallationRow,
  "id" | "teamId" | "teamName" | "enterpriseId" | "appId" | "botUserId" | "sealed" | "installedByName"
>;

/** Inserts the workspace that an organization has connected; its channels are to be read. Throws while another one lives. */
export async function insertSlackInstallation(
  { organizationId, tx }: TenantScope,
  installation: NewSlackInstallation,
): Promise<void> {
  await tx.slackInstallation.create({ data: { organizationId, ...installation } });
  await tx.slackChannelList.create({ data: { organizationId, installationId: installation.id } });
}

/** The workspace an organization has connected; null when there is none. */
export function findSlackInstallation({ organizationId, tx }: TenantScope): Promise<SlackInstallationRow | null> {
  return tx.slackInstallation.findFirst({ where: { organizationId, uninstalledAt: null } });
}

/** Every organization's connection with a workspace. For the worker. */
export function findSlackInstallationsOfTeam(
  { tx }: PlainScope,
  { teamId, appId }: { readonly teamId: string; readonly appId: string },
): Promise<SlackInstallationRow[]> {
  return tx.slackInstallation.findMany({ where: { teamId, appId, uninstalledAt: null }, orderBy: { id: "asc" } });
}

/** The organization of an approval; null when there is none. For the worker, of whose role alone the answer isn't null. */
export async function findOrganizationOfApproval({ tx }: PlainScope, approvalId: string): Promise<string | null> {
  const row = await tx.approval.findUnique({ where: { id: approvalId }, select: { organizationId: true } });
  return row?.organizationId ?? null;
}

/** Says whether people are known by their e-mail address. */
export async function setSlackMatching(scope: TenantScope, id: string, matchesEmail: boolean): Promise<void> {
  await scope.tx.slackInstallation.update({
    where: { organizationId_id: { organizationId: scope.organizationId, id } },
    data: { matchesEmail },
  });
}

/** Ends the connection with a workspace, by the database's clock. */
export async function setSlackUninstalled(scope: TenantScope, id: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE slack_installations SET "uninstalledAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND "uninstalledAt" IS NULL`;
}

/** Disconnected workspaces whose token may still work, those that were disconnected last first. For the worker. */
export function listEndingSlackInstallations({ tx }: PlainScope, limit: number): Promise<SlackInstallationRow[]> {
  return tx.slackInstallation.findMany({
    where: { uninstalledAt: { not: null }, tokenEndedAt: null },
    orderBy: { uninstalledAt: "desc" },
    take: limit,
  });
}

/** Forgets the token of a disconnected workspace. For the worker. */
export async function endSlackToken(scope: TenantScope, id: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE slack_installations SET "tokenEndedAt" = now(), sealed = ''
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND "uninstalledAt" IS NOT NULL`;
}

export interface SlackPerson {
  readonly teamId: string;
  readonly slackUserId: string;
}

/** Asks for an account to be linked, for `lifetimeMs` from now. For the worker. */
export async function insertSlackAccount(
  scope: TenantScope,
  { id, teamId, slackUserId, lifetimeMs }: SlackPerson & { readonly id: string; readonly lifetimeMs: number },
): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO slack_accounts (id, "organizationId", "teamId", "slackUserId", "expiresAt")
    VALUES (${id}, ${scope.organizationId}, ${teamId}, ${slackUserId}, now() + ${lifetimeMs} * interval '1 millisecond')`;
}

/** What a link to be opened is about, as long as it can be used; null after. */
export async function findUnlinkedSlackAccount(scope: TenantScope, id: string): Promise<SlackAccountRow | null> {
  const rows = await scope.tx.$queryRaw<SlackAccountRow[]>`
    SELECT * FROM slack_accounts
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND "linkedAt" IS NULL AND "expiresAt" > now()`;
  return rows[0] ?? null;
}

/** Links an account to a member, once; one that was linked to somebody before isn't any more. False when it can't be. */
export async function linkSlackAccount(
  scope: TenantScope,
  account: SlackAccountRow,
  memberId: string,
): Promise<boolean> {
  const { organizationId, tx } = scope;
  const { id, teamId, slackUserId } = account;
  await tx.$executeRaw`
    UPDATE slack_accounts SET "unlinkedAt" = now()
    WHERE "organizationId" = ${organizationId} AND "teamId" = ${teamId} AND "slackUserId" = ${slackUserId}
      AND "linkedAt" IS NOT NULL AND "unlinkedAt" IS NULL`;
  const linked = await tx.$executeRaw`
    UPDATE slack_accounts SET "memberId" = ${memberId}, "linkedAt" = now()
    WHERE "organizationId" = ${organizationId} AND id = ${id} AND "linkedAt" IS NULL AND "expiresAt" > now()`;
  return linked > 0;
}

/** Ends what links an account to a member. False when nothing does. */
export async function unlinkSlackAccount(scope: TenantScope, id: string): Promise<boolean> {
  const unlinked = await scope.tx.$executeRaw`
    UPDATE slack_accounts SET "unlinkedAt" = now()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND "linkedAt" IS NOT NULL AND "unlinkedAt" IS NULL`;
  return unlinked > 0;
}

export interface LinkedSlackAccount extends SlackPerson {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly linkedAt: Date;
}

/** Accounts that are linked with a current member, by the member's name. */
export function listSlackAccounts(scope: TenantScope): Promise<LinkedSlackAccount[]> {
  return scope.tx.$queryRaw<LinkedSlackAccount[]>`
    SELECT a.id, a."teamId", a."slackUserId", a."linkedAt", m."userId", u.name, u.email
    FROM slack_accounts a
      JOIN members m ON m."organizationId" = a."organizationId" AND m.id = a."memberId" AND m."removedAt" IS NULL
      JOIN users u ON u.id = m."userId"
    WHERE a."organizationId" = ${scope.organizationId} AND a."linkedAt" IS NOT NULL AND a."unlinkedAt" IS NULL
    ORDER BY u.name, a.id`;
}
