import type { WebhookEvent } from "@countersign/contracts";
import { findWebhook, noteWebhookTry, type WebhookRow } from "@countersign/db/channels";
import { type Secret, webhookSecretBinding } from "@countersign/vault";
import { open } from "@countersign/vault/open";
import type { WorkerDeps } from "../deps.ts";
import { type NoAnswer, type PostAnswer, postOutside } from "./post-once.ts";
import { webhookHeaders } from "./webhook-headers.ts";

export type WebhookDeps = Pick<WorkerDeps, "db" | "egress" | "masterKey">;

export interface WebhookMessage {
  readonly organizationId: string;
  /** Which of the organization's receivers. */
  readonly to: { readonly id: string } | { readonly name: string };
  readonly messageId: string;
  readonly event: WebhookEvent;
  /** A person waits to see what becomes of it: it is tried whatever became of the last request. */
  readonly isTest?: boolean;
}

export type WebhookSent =
  | { readonly kind: "taken" }
  /** It may take it later; `afterMs` is what it asked for. */
  | { readonly kind: "trouble"; readonly problem: string; readonly afterMs: number | null }
  | { readonly kind: "final"; readonly problem: string };

const GONE = 410;
/** So long a receiver is left alone that has just failed: one that hangs must not hold up everybody else's messages. */
const PAUSE_MS = 10_000;

/** Sends one event to an organization's receiver and notes with it what became of that. */
export async function sendToWebhook(deps: WebhookDeps, message: WebhookMessage): Promise<WebhookSent> {
  const { organizationId, to } = message;
  const row = await deps.db.tenant(organizationId, (scope) => findWebhook(scope, to));
  if (!row) return { kind: "final", problem: "there is no such webhook" };
  if (row.disabledAt) return { kind: "final", problem: "the webhook is disabled" };
  const resting = message.isTest ? null : restOf(row, Date.now());
  if (resting) return resting;
  const sent = await post(deps, row, message);
  const problem = sent.kind === "taken" ? null : sent.problem;
  await deps.db.tenant(organizationId, (scope) => noteWebhookTry(scope, row.id, problem));
  return sent;
}

/** The trouble it had, while it is left alone for that. */
function restOf({ problem, triedAt }: WebhookRow, nowMs: number): WebhookSent | null {
  const afterMs = (triedAt?.getTime() ?? 0) + PAUSE_MS - nowMs;
  return problem === null || afterMs <= 0 ? null : { kind: "trouble", problem, afterMs };
}

async function post(
  { egress, masterKey }: WebhookDeps,
  row: WebhookRow,
  message: WebhookMessage,
): Promise<WebhookSent> {
  const at = new Date();
  const secrets = secretsOf(row, masterKey, at);
  if (!secrets) return { kind: "final", problem: "its secret can't be opened; rotate it" };
  const body = JSON.stringify(message.event);
  const headers = webhookHeaders(secrets, { id: message.messageId, at, body });
  return meaning(await postOutside(egress, { url: row.url, headers, body }));
}

function meaning(answer: PostAnswer | NoAnswer): WebhookSent {
  if (answer.kind === "none") {
    const { problem, isFinal } = answer;
    return isFinal ? { kind: "final", problem } : { kind: "trouble", problem, afterMs: null };
  }
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (status === GONE) return { kind: "final", problem: "it says that it is gone (410)" };
  return { kind: "trouble", problem: `it answered ${status}`, afterMs: retryAfterMs };
}

/** What signs just now: the secret, and until the overlap's end the one before. Null when the secret can't be opened. */
function secretsOf(row: WebhookRow, masterKey: Secret, now: Date): readonly Secret[] | null {
  const binding = webhookSecretBinding(row.organizationId, row.id);
  const { sealed, previousSealed, previousUntil } = row;
  const isOverlapping = previousSealed !== null && previousUntil !== null && now < previousUntil;
  const opened = [sealed, ...(isOverlapping ? [previousSealed] : [])].map((each) => open([masterKey], binding, each));
  const secrets = opened.flatMap((each) => (each.kind === "OPENED" ? [each.plaintext] : []));
  return opened[0]?.kind === "OPENED" ? secrets : null;
}
