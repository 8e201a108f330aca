import type { WorkerSettings } from "@countersign/contracts";
import type { Egress } from "@countersign/egress";
import { Secret } from "@countersign/vault";
import { createFileSink } from "./file-sink.ts";
import type { CheckpointSink } from "./sink.ts";
import { createWebhookSink } from "./webhook-sink.ts";

/** The sinks that the settings name. Throws Error for a webhook without a secret, or one whose address isn't allowed. */
export function checkpointSinks(settings: WorkerSettings, egress: Egress): readonly CheckpointSink[] {
  const {
    COUNTERSIGN_CHECKPOINT_FOLDER: folder,
    COUNTERSIGN_CHECKPOINT_WEBHOOK_URL: url,
    COUNTERSIGN_CHECKPOINT_WEBHOOK_SECRET: secret,
  } = settings;
  const sinks: CheckpointSink[] = [];
  if (folder !== undefined) sinks.push(createFileSink(folder));
  if (url !== undefined) {
    if (secret === undefined) {
      throw new Error("Set COUNTERSIGN_CHECKPOINT_WEBHOOK_SECRET beside COUNTERSIGN_CHECKPOINT_WEBHOOK_URL.");
    }
    sinks.push(createWebhookSink({ url, secret: new Secret(secret), egress }));
  }
  return sinks;
}
