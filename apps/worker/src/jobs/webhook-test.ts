import { newId } from "@countersign/contracts";
import { findWebhook } from "@countersign/db/channels";
import type { WorkerDeps } from "../deps.ts";
import { sendToWebhook } from "../webhooks/send-to-webhook.ts";

export interface WebhookTestTarget {
  readonly organizationId: string;
  readonly webhookId: string;
}

/** Sends a receiver a test. What became of it stands with the receiver. */
export async function sendWebhookTest(
  deps: WorkerDeps,
  { organizationId, webhookId }: WebhookTestTarget,
): Promise<void> {
  const row = await deps.db.tenant(organizationId, (scope) => findWebhook(scope, { id: webhookId }));
  if (!row) return;
  const event = { type: "webhook.test", timestamp: new Date().toISOString(), data: { webhook: row.name } } as const;
  const sent = await sendToWebhook(deps, {
    organizationId,
    to: { id: webhookId },
    messageId: newId("delivery"),
    event,
    isTest: true,
  });
  deps.logger.info({ organizationId, webhookId, sent: sent.kind }, "a webhook was sent a test");
}
