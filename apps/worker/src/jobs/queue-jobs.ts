import { createWorker, type QueuePlace, type QueueWorker } from "@countersign/queue";
import { recoverClaims } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { expireOne, sweepApprovals } from "./approval-expiry.ts";
import { discoverConnection } from "./connection-checks.ts";
import { reapOnce } from "./lease-reaper.ts";
import { relayOnce } from "./outbox-relay.ts";
import { sendWebhookTest } from "./webhook-test.ts";

const AT_ONCE = 200;
/** Jobs wait for upstreams and databases, not for the processor: one that waits long mustn't keep others waiting. */
const CONCURRENCY = 32;

/** Takes jobs from the queue. Sweeps also run by themselves; as jobs they come when somebody asks for one now. */
export function startQueueJobs(deps: WorkerDeps, place: QueuePlace): QueueWorker {
  return createWorker({
    ...place,
    logger: deps.logger,
    concurrency: CONCURRENCY,
    handlers: {
      "approval-expire": (target) => expireOne(deps, target),
      "approval-sweep": async () => {
        await sweepApprovals(deps);
        await recoverClaims(deps, AT_ONCE);
      },
      "connection-discover": (target) => discoverConnection(deps, target),
      "outbox-relay": async () => {
        await relayOnce(deps);
      },
      "webhook-test": (target) => sendWebhookTest(deps, target),
      "lease-sweep": async () => {
        await reapOnce(deps);
      },
    },
  });
}
