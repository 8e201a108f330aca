import { createHash } from "node:crypto";
import type { FirstUse } from "@countersign/admission";
import { newId, type Refusal, refusal } from "@countersign/contracts";
import { findSlackInstallation, insertSlackInstallation, setSlackUninstalled } from "@countersign/db/channels";
import { type Secret, seal, slackTokenBinding } from "@countersign/vault";
import { type ConfigurationChange, changeConfiguration } from "../configuration/change-configuration.ts";
import type { ChangeOutcome, Refused } from "../configuration/outcome.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { INSTALL_MS, isInstallState } from "./install-state.ts";
import { slackAct, slackFacts } from "./slack-act.ts";

/** What Slack gives for a code. */
export interface SlackGrant {
  readonly teamId: string;
  readonly teamName: string;
  readonly enterpriseId: string | null;
  readonly appId: string;
  readonly botUserId: string;
  readonly token: Secret;
}

export interface ConnectSlackDeps extends SecretDeps {
  readonly firstUse: FirstUse;
  /** Changes a code for a token, at Slack. A refusal says why there is none. */
  readonly exchange: (code: string) => Promise<SlackGrant | Refused>;
}

export interface SlackConsent extends ConfigurationChange {
  /** The session that finishes it. */
  readonly sessionId: string;
  readonly code: string;
  readonly state: string;
}

/**
 * Connects the workspace that somebody consented for at Slack; another one is disconnected by that. Refusals:
 * `auth.link.invalid` for a state that isn't this session's, is too old or was used; what Slack says of the code.
 */
export async function connectSlack(
  deps: ConnectSlackDeps,
  input: SlackConsent,
): Promise<ChangeOutcome<{ readonly teamName: string }>> {
  const { organizationId, state, code, actor } = input;
  const isOurs = isInstallState(deps.masterKey, input, { state, nowMs: Date.now() });
  if (!isOurs) return { ok: false, refusal: staleRefusal() };
  const hash = createHash("sha256").update(`slack-install ${state}`).digest("hex");
  const use = await deps.firstUse.useOnce({ hash, ttlMs: INSTALL_MS });
  if (use.kind !== "FIRST") return { ok: false, refusal: staleRefusal() };
  const grant = await deps.exchange(code);
  if ("refusal" in grant) return grant;
  const { token, ...workspace } = grant;
  const row = { id: newId("slackInstallation"), ...workspace, matchesEmail: false };
  const sealed = seal(deps.masterKey, slackTokenBinding(organizationId, row.id), token.reveal());
  return changeConfiguration(deps, input, async (scope) => {
    const before = await findSlackInstallation(scope);
    if (before) await setSlackUninstalled(scope, before.id);
    const { matchesEmail: _off, ...installation } = row;
    await insertSlackInstallation(scope, { ...installation, sealed, installedByName: actor.name });
    const facts = { before: before && slackFacts(before), after: slackFacts(row) };
    return { ok: true, value: { teamName: row.teamName }, act: slackAct("connected", row, facts) };
  });
}

function staleRefusal(): Refusal {
  return refusal("auth.link.invalid", "This way back from Slack was used, or is too old. Connect Slack once more.");
}
