import { databaseTime } from "@countersign/db";
import { findWebhook, setWebhook } from "@countersign/db/channels";
import { newWebhookSecret, type Secret, seal, webhookSecretBinding } from "@countersign/vault";
import { changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import type { WebhookTarget } from "./remove-webhook.ts";
import { webhookAct } from "./webhook-act.ts";

export interface WebhookRotation extends WebhookTarget {
  /** How long requests are signed by the old secret too, ms: 0 to 7 days. */
  readonly overlapMs: number;
}

export interface RotatedWebhook {
  readonly webhookId: string;
  /** It can't be shown again. */
  readonly secret: Secret;
  /** Until when the old secret signs too. */
  readonly oldUntil: Date;
}

const MOST_OVERLAP_MS = 7 * 86_400_000;

/** Gives a receiver a new secret; requests carry the signatures of both until the overlap ends. */
export async function rotateWebhookSecret(
  deps: SecretDeps,
  input: WebhookRotation,
): Promise<ChangeOutcome<RotatedWebhook>> {
  const { webhookId, overlapMs } = input;
  if (!Number.isInteger(overlapMs) || overlapMs < 0 || overlapMs > MOST_OVERLAP_MS) {
    return invalidField("overlapMs", "The overlap is from 0 to 7 days.");
  }
  const secret = newWebhookSecret();
  const sealed = seal(deps.masterKey, webhookSecretBinding(input.organizationId, webhookId), secret.reveal());
  return changeConfiguration<RotatedWebhook>(deps, input, async (scope) => {
    const webhook = await findWebhook(scope, { id: webhookId });
    if (!webhook) return unknownTarget("webhook");
    const oldUntil = new Date((await databaseTime(scope)).getTime() + overlapMs);
    await setWebhook(scope, webhookId, { sealed, previousSealed: webhook.sealed, previousUntil: oldUntil });
    const facts = {
      before: { oldSecretUntil: webhook.previousUntil?.toISOString() ?? null },
      after: { oldSecretUntil: oldUntil.toISOString() },
    };
    return { ok: true, value: { webhookId, secret, oldUntil }, act: webhookAct("secret_rotated", webhook, facts) };
  });
}
