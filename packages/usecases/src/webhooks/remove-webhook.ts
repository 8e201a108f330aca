import { databaseTime } from "@countersign/db";
import { findWebhook, setWebhook } from "@countersign/db/channels";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import type { ChangedWebhook } from "./update-webhook.ts";
import { webhookAct, webhookFacts } from "./webhook-act.ts";

export interface WebhookTarget extends ConfigurationChange {
  readonly webhookId: string;
}

/** Removes a receiver. What rules still send to its name is parked. */
export function removeWebhook(deps: ConfigurationDeps, input: WebhookTarget): Promise<ChangeOutcome<ChangedWebhook>> {
  const { webhookId } = input;
  return changeConfiguration<ChangedWebhook>(deps, input, async (scope) => {
    const webhook = await findWebhook(scope, { id: webhookId });
    if (!webhook) return unknownTarget("webhook");
    await setWebhook(scope, webhookId, { removedAt: await databaseTime(scope) });
    const facts = { before: webhookFacts(webhook), after: null };
    return { ok: true, value: { webhookId }, act: webhookAct("removed", webhook, facts) };
  });
}
