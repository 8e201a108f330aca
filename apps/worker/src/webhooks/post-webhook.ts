import type { EgressPool } from "@countersign/egress";
import type { Secret } from "@countersign/vault";
import { type SignedMessage, webhookHeaders } from "./webhook-headers.ts";

export interface WebhookPlace {
  readonly pool: EgressPool;
  readonly url: string;
  /** Each signs. */
  readonly secrets: readonly Secret[];
}

export interface WebhookAnswer {
  readonly status: number;
  /** What it asked for by `Retry-After` in seconds; null when it didn't. */
  readonly retryAfterMs: number | null;
}

/** The whole request, however slowly its answer drips. */
const ANSWER_MS = 10_000;
const ANSWER_BYTES = 65_536;

/** Posts a signed message; of the answer only the status counts. Throws when none comes. */
export async function postWebhook(
  { pool, url, secrets }: WebhookPlace,
  message: Omit<SignedMessage, "at">,
): Promise<WebhookAnswer> {
  const { origin, pathname, search } = new URL(url);
  const { statusCode, headers, body } = await pool.request({
    origin,
    path: `${pathname}${search}`,
    method: "POST",
    headers: webhookHeaders(secrets, { ...message, at: new Date() }),
    body: message.body,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  // The status has come: whatever happens to the rest, the message was taken or not.
  await body.dump({ limit: ANSWER_BYTES }).catch(() => undefined);
  const wait = /^\d{1,6}$/.exec(String(headers["retry-after"] ?? ""));
  return { status: statusCode, retryAfterMs: wait ? Number(wait[0]) * 1_000 : null };
}
