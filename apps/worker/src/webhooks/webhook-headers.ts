import { createHmac } from "node:crypto";
import type { Secret } from "@countersign/vault";

export interface SignedMessage {
  /** The same at every try, so that its taker can tell one that comes twice. */
  readonly id: string;
  /** When this try is made; takers refuse what is minutes old. */
  readonly at: Date;
  readonly body: string;
}

/** The headers of a request as Standard Webhooks says: one signature for each secret, so that secrets can be changed. */
export function webhookHeaders(secrets: readonly Secret[], { id, at, body }: SignedMessage): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1_000).toString();
  const signatures = secrets.map((secret) => {
    const signed = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
    return `v1,${signed}`;
  });
  return {
    "content-type": "application/json",
    "user-agent": "Countersign",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

/** Of `whsec_` and base64 the bytes; of any other text its UTF-8 bytes. */
function keyOf(secret: Secret): Buffer {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.reveal()) ?? [];
  return encoded === undefined ? Buffer.from(secret.reveal()) : Buffer.from(encoded, "base64");
}
