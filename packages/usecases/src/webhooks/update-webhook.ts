import { databaseTime } from "@countersign/db";
import { findWebhook, setWebhook } from "@countersign/db/channels";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { readUpstreamUrl } from "../connections/upstream-url.ts";
import { webhookAct, webhookFacts } from "./webhook-act.ts";

export interface WebhookUpdate extends ConfigurationChange {
  readonly webhookId: string;
  readonly url?: string;
  /** A disabled one gets nothing: what is for it is parked, to be sent again. */
  readonly isDisabled?: boolean;
}

export interface ChangedWebhook {
  readonly webhookId: string;
}

/** Changes where a receiver is, or whether it gets anything. */
export async function updateWebhook(
  deps: ConfigurationDeps,
  input: WebhookUpdate,
): Promise<ChangeOutcome<ChangedWebhook>> {
  const { webhookId } = input;
  const read = input.url === undefined ? null : readUpstreamUrl(input.url);
  if (read && !read.ok) return read;
  return changeConfiguration<ChangedWebhook>(deps, input, async (scope) => {
    const webhook = await findWebhook(scope, { id: webhookId });
    if (!webhook) return unknownTarget("webhook");
    const { isDisabled = webhook.disabledAt !== null } = input;
    const url = read?.url.href ?? webhook.url;
    const value = { webhookId };
    if (url === webhook.url && isDisabled === (webhook.disabledAt !== null)) return { ok: true, value, act: null };
    const disabledAt = isDisabled ? (webhook.disabledAt ?? (await databaseTime(scope))) : null;
    await setWebhook(scope, webhookId, { url, disabledAt });
    const facts = { before: webhookFacts(webhook), after: webhookFacts({ url, disabledAt }) };
    return { ok: true, value, act: webhookAct("changed", webhook, facts) };
  });
}
