import { createHash, createHmac } from "node:crypto";
import type { FirstUse } from "@countersign/admission";
import { isSameHash, type Secret } from "@countersign/vault";

/** A request as it came in, before anybody has read its body. */
export interface RawRequest {
  /** `X-Slack-Request-Timestamp` and `X-Slack-Signature`; undefined when absent or sent twice. */
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

export interface VerifyDeps {
  readonly signingSecret: Secret;
  readonly admission: FirstUse;
  /** UTC ms. */
  readonly now: () => number;
}

export type RequestVerdict =
  | "genuine"
  /** Not signed by Slack for our app. */
  | "forged"
  /** Dated more than five minutes from now, past or future: the vendor's own check lets the future pass for ever. */
  | "untimely"
  | "replayed"
  /** Whether it was used before can't be known now: nothing may come of it. */
  | "unavailable";

const TOLERANCE_S = 300;
/** Longer than a request stays timely, from the latest future to the earliest past. */
const REMEMBERED_MS = 2 * TOLERANCE_S * 1000 + 60_000;

/** Tells whether a request is Slack's, dated now and new. To be asked before its body is parsed; a genuine one is used up. */
export async function verifySlackRequest(
  { signingSecret, admission, now }: VerifyDeps,
  { timestamp, signature, body }: RawRequest,
): Promise<RequestVerdict> {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) return "forged";
  if (!isSameHash(signature, signatureOf(signingSecret, timestamp, body))) return "forged";
  if (Math.abs(now() / 1000 - Number(timestamp)) > TOLERANCE_S) return "untimely";
  const hash = createHash("sha256").update(`slack ${timestamp} ${signature}`).digest("hex");
  const use = await admission.useOnce({ hash, ttlMs: REMEMBERED_MS });
  if (use.kind === "FIRST") return "genuine";
  return use.kind === "USED" ? "replayed" : "unavailable";
}

/** What Slack signs a request with: `v0=` and 64 hex digits. */
export function signatureOf(signingSecret: Secret, timestamp: string, body: Buffer): string {
  const hmac = createHmac("sha256", signingSecret.reveal()).update(`v0:${timestamp}:`).update(body);
  return `v0=${hmac.digest("hex")}`;
}
