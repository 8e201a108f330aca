import { findSlackInstallation, type SlackInstallationRow } from "@countersign/db/channels";
import { type Secret, slackTokenBinding } from "@countersign/vault";
import { open } from "@countersign/vault/open";
import type { WorkerDeps } from "../deps.ts";

/** The token of the workspace that an organization has connected; null while there is none. */
export async function slackTokenOf(
  { db, masterKey }: Pick<WorkerDeps, "db" | "masterKey">,
  organizationId: string,
): Promise<Secret | null> {
  const installation = await db.tenant(organizationId, findSlackInstallation);
  return installation && openSlackToken(masterKey, installation);
}

/** The token of a connected workspace. Throws Error when it can't be opened. */
export function openSlackToken(masterKey: Secret, { organizationId, id, sealed }: SlackInstallationRow): Secret {
  const opened = open([masterKey], slackTokenBinding(organizationId, id), sealed);
  if (opened.kind !== "OPENED") throw new Error("the token of a workspace of Slack can't be opened");
  return opened.plaintext;
}
