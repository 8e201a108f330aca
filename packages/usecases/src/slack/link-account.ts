import { type Actor, newId, type Refusal, refusal } from "@countersign/contracts";
import { type Db, findElectors, type TenantScope } from "@countersign/db";
import {
  findSlackInstallation,
  findUnlinkedSlackAccount,
  insertSlackAccount,
  linkSlackAccount,
  listSlackAccounts,
  type SlackAccountRow,
  type SlackInstallationRow,
  type SlackPerson,
  unlinkSlackAccount,
} from "@countersign/db/channels";
import { linkToken, readLinkToken, type Secret } from "@countersign/vault";
import { type Act, appendConfigurationAct } from "../configuration/change-configuration.ts";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";

const LINK_MS = 15 * 60_000;

export interface LinkDeps {
  readonly db: Db;
  readonly masterKey: Secret;
}

/** A person of the connected workspace asks from Slack to be known. Answers the text of the link that only they are shown. */
export function requestSlackLink(
  { db, masterKey }: LinkDeps,
  { organizationId, teamId, slackUserId }: SlackPerson & { readonly organizationId: string },
): Promise<Secret> {
  return db.tenant(organizationId, async (scope) => {
    const id = newId("slackAccount");
    await insertSlackAccount(scope, { id, teamId, slackUserId, lifetimeMs: LINK_MS });
    return linkToken(masterKey, "slack-account", id);
  });
}

interface Opened {
  readonly account: SlackAccountRow;
  readonly installation: SlackInstallationRow;
}

interface OpenedLink {
  readonly organizationId: string;
  readonly token: string;
}

/** What a link would link; it stays unused. Refusal: `auth.link.invalid`. */
export function readSlackLink(
  deps: LinkDeps,
  link: OpenedLink,
): Promise<Outcome<{ readonly teamName: string; readonly slackUserId: string }>> {
  return deps.db.tenant(link.organizationId, async (scope) => {
    const opened = await openLink(scope, deps.masterKey, link.token);
    if (!opened) return { ok: false, refusal: staleRefusal() };
    const { account, installation } = opened;
    return { ok: true, value: { teamName: installation.teamName, slackUserId: account.slackUserId } };
  });
}

/** Links an account of Slack to the member who opened its link, once. Refusal: `auth.link.invalid`. */
export function followSlackLink(
  deps: LinkDeps,
  { actor, userId, ...link }: OpenedLink & { readonly actor: Actor; readonly userId: string },
): Promise<Outcome<null>> {
  return deps.db.tenant(link.organizationId, async (scope) => {
    const opened = await openLink(scope, deps.masterKey, link.token);
    const member = (await findElectors(scope)).find((each) => each.userId === userId);
    if (!opened || !member || !(await linkSlackAccount(scope, opened.account, member.memberId))) {
      return { ok: false, refusal: staleRefusal() };
    }
    const { teamId, slackUserId, id } = opened.account;
    await appendConfigurationAct(scope, actor, accountAct("linked", { id, teamId, slackUserId, name: actor.name }));
    return { ok: true, value: null };
  });
}

/** Ends what links an account of Slack to a member. Refusal: `request.target.unknown`. */
export function endSlackLink(
  { db }: { readonly db: Db },
  input: {
    readonly organizationId: string;
    readonly accountId: string;
    readonly actor: Actor;
  },
): Promise<Outcome<null>> {
  const { organizationId, accountId, actor } = input;
  return db.tenant(organizationId, async (scope) => {
    const linked = await listSlackAccounts(scope);
    const account = linked.find(({ id }) => id === accountId);
    if (!account || !(await unlinkSlackAccount(scope, accountId))) return unknownTarget("account of Slack");
    await appendConfigurationAct(scope, actor, accountAct("unlinked", account));
    return { ok: true, value: null };
  });
}

async function openLink(scope: TenantScope, masterKey: Secret, token: string): Promise<Opened | null> {
  const read = readLinkToken(masterKey, ["slack-account"], token);
  const account = read && (await findUnlinkedSlackAccount(scope, read.id));
  const installation = await findSlackInstallation(scope);
  return account && installation?.teamId === account.teamId ? { account, installation } : null;
}

function accountAct(
  verb: "linked" | "unlinked",
  { id, name, teamId, slackUserId }: SlackPerson & { readonly id: string; readonly name: string },
): Act {
  const fact = { teamId, slackUserId, member: name };
  return {
    kind: "member",
    action: `slack.account_${verb}`,
    subject: { kind: "slack account", id, name },
    detail: verb === "linked" ? { before: null, after: fact } : { before: fact, after: null },
    summary: `account of Slack ${verb} with ${name}`,
  };
}

function staleRefusal(): Refusal {
  return refusal(
    "auth.link.invalid",
    "This link was used, or is too old. Press a button in Slack again for a new one.",
  );
}
