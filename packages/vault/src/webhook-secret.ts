import { randomBytes } from "node:crypto";
import type { SealBinding } from "./sealed-form.ts";
import { Secret } from "./secret.ts";

const SECRET_BYTES = 32;

/** A new secret that signs requests to a webhook, in the form that Standard Webhooks gives it: `whsec_` and base64. */
export function newWebhookSecret(): Secret {
  return new Secret(`whsec_${randomBytes(SECRET_BYTES).toString("base64")}`);
}

/** The binding of a webhook's secrets: they open only for its own row. */
export function webhookSecretBinding(organizationId: string, webhookId: string): SealBinding {
  return { organizationId, purpose: "webhook-secret", subjectId: webhookId };
}
