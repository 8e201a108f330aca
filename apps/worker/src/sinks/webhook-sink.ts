import { createHash, createHmac } from "node:crypto";
import type { Egress } from "@countersign/egress";
import type { Secret } from "@countersign/vault";
import type { CheckpointSink, OutgoingHead, Taken } from "./sink.ts";

const ANSWER_MS = 10_000;

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
  const { origin, pathname, search } = new URL(url);
  return {
    name: "webhook",
    async take(head): Promise<Taken> {
      const body = JSON.stringify({ type: "audit.checkpoint", data: head });
      const answer = await made.pool.request({
        origin,
        path: `${pathname}${search}`,
        method: "POST",
        headers: { "content-type": "application/json", ...signature(secret, head, body) },
        body,
        headersTimeout: ANSWER_MS,
        bodyTimeout: ANSWER_MS,
      });
      await answer.body.dump({ limit: 65_536 });
      if (answer.statusCode < 300) return { ok: true };
      const problem = answer.statusCode === 409 ? "contradiction" : "unavailable";
      return { ok: false, problem, detail: `it answered ${answer.statusCode}` };
    },
  };
}

function signature(secret: Secret, { note }: OutgoingHead, body: string): Record<string, string> {
  const id = `chk_${createHash("sha256").update(note).digest("hex")}`;
  const timestamp = Math.floor(Date.now() / 1_000).toString();
  const signed = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signed}` };
}

function keyOf(secret: Secret): Buffer {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.reveal()) ?? [];
  return encoded === undefined ? Buffer.from(secret.reveal()) : Buffer.from(encoded, "base64");
}
