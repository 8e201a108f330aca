import { newId } from "@countersign/contracts";
import { insertWebhook } from "@countersign/db/channels";
import { newWebhookSecret, type Secret, seal, webhookSecretBinding } from "@countersign/vault";
import { type ConfigurationChange, changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";
import { readUpstreamUrl } from "../connections/upstream-url.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { webhookAct, webhookFacts } from "./webhook-act.ts";

export interface WebhookInput extends ConfigurationChange {
  /** As rules name it after `webhook:`. */
  readonly name: string;
  readonly url: string;
}

export interface AddedWebhook {
  readonly webhookId: string;
  /** Signs its requests. It can't be shown again. */
  readonly secret: Secret;
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Adds a receiver of events about approvals, with a secret of its own. */
export async function addWebhook(deps: SecretDeps, input: WebhookInput): Promise<ChangeOutcome<AddedWebhook>> {
  const { name } = input;
  if (!NAME.test(name)) {
    return invalidField("name", "Use lower-case letters, digits and hyphens, at most 63, beginning with a letter.");
  }
  const read = readUpstreamUrl(input.url);
  if (!read.ok) return read;
  const webhook = { id: newId("webhook"), name, url: read.url.href, disabledAt: null };
  const secret = newWebhookSecret();
  const sealed = seal(deps.masterKey, webhookSecretBinding(input.organizationId, webhook.id), secret.reveal());
  return changeConfiguration<AddedWebhook>(deps, input, async (scope) => {
    const isNew = await insertWebhook(scope, { ...webhook, sealed });
    if (!isNew) return invalidField("name", `There is a webhook named ${name} already.`);
    return {
      ok: true,
      value: { webhookId: webhook.id, secret },
      act: webhookAct("added", webhook, { before: null, after: webhookFacts(webhook) }),
    };
  });
}
