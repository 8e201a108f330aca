import { createHash } from "node:crypto";
import type { Egress } from "@countersign/egress";
import type { Secret } from "@countersign/vault";
import { postOnce } from "../webhooks/post-once.ts";
import { webhookHeaders } from "../webhooks/webhook-headers.ts";
import type { CheckpointSink, Taken } from "./sink.ts";

export interface WebhookSinkOptions {
  readonly url: string;
  /** `whsec_` and the base64 of the bytes that sign each request; of any other text its UTF-8 bytes do. */
  readonly secret: Secret;
  readonly egress: Egress;
}

/**
 * Posts each head as JSON, signed as Standard Webhooks says. The same head always has the same `webhook-id`, so that its
 * taker can tell one that comes twice. 409 says that the taker holds a head which contradicts it. Throws Error when the
 * address isn't allowed.
 */
export function createWebhookSink({ url, secret, egress }: WebhookSinkOptions): CheckpointSink {
  const made = egress.poolFor(url, { connections: 2 });
  if (!made.ok) throw new Error("The address that signed heads are posted to isn't allowed.");
  return {
    name: "webhook",
    async take(head): Promise<Taken> {
      const id = `chk_${createHash("sha256").update(head.note).digest("hex")}`;
      const body = JSON.stringify({ type: "audit.checkpoint", data: head });
      const headers = webhookHeaders([secret], { id, at: new Date(), body });
      const { status } = await postOnce(made.pool, { url, headers, body });
      if (status < 300) return { ok: true };
      return { ok: false, problem: status === 409 ? "contradiction" : "unavailable", detail: `it answered ${status}` };
    },
  };
}
