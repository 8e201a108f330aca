import type { Actor } from "@countersign/contracts";
import { appendOutbox, type Db } from "@countersign/db";
import { findWebhook } from "@countersign/db/channels";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import type { ChangedWebhook } from "./update-webhook.ts";
import { webhookAct } from "./webhook-act.ts";

/** Has the worker send a receiver a test; what became of it stands with the receiver then. */
export function requestWebhookTest(
  { db }: { readonly db: Db },
  {
    organizationId,
    actor,
    webhookId,
  }: { readonly organizationId: string; readonly actor: Actor; readonly webhookId: string },
): Promise<Outcome<ChangedWebhook>> {
  return db.tenant(organizationId, async (scope) => {
    const webhook = await findWebhook(scope, { id: webhookId });
    if (!webhook) return unknownTarget("webhook");
    await appendOutbox(scope, { topic: "webhook.test", payload: { webhookId } });
    await appendConfigurationAct(scope, actor, webhookAct("test_sent", webhook, { before: null, after: null }));
    return { ok: true, value: { webhookId } };
  });
}
