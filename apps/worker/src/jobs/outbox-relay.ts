import { relayOutbox } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const AT_ONCE = 100;
const EVERY_MS = 150;

/** Does one round of the outbox; true when there is more. */
export async function relayOnce(deps: WorkerDeps): Promise<boolean> {
  const taken = await relayOutbox(
    {
      db: deps.db,
      admission: deps.admission,
      random: Math.random,
      mostAnnounced: deps.mostAnnounced,
      scheduleExpiry: async ({ organizationId, approvalId, expiresAtMs }) => {
        // This clock only says when to look; whether it is time, the database's clock says.
        const delayMs = Math.max(0, expiresAtMs - Date.now());
        await deps.queue.enqueue(
          "approval-expire",
          { organizationId, approvalId },
          { delayMs, jobId: `expire-${approvalId}` },
        );
      },
      requestDiscovery: async ({ organizationId, connectionId, messageId }) => {
        await deps.queue.enqueue(
          "connection-discover",
          { organizationId, connectionId },
          { jobId: `discover-${messageId}` },
        );
      },
      requestWebhookTest: async ({ organizationId, webhookId, messageId }) => {
        await deps.queue.enqueue("webhook-test", { organizationId, webhookId }, { jobId: `webhook-${messageId}` });
      },
      onFailure: ({ id, topic, attempts, organizationId }, problem) =>
        deps.logger.warn({ outboxId: id, topic, attempts, organizationId, problem }, "an outbox message must wait"),
    },
    AT_ONCE,
  );
  return taken === AT_ONCE;
}

/** Does what changes left to be done after their commit. */
export function startOutboxRelay(deps: WorkerDeps): Loop {
  return startLoop({ name: "outbox-relay", everyMs: EVERY_MS, logger: deps.logger }, () => relayOnce(deps));
}
