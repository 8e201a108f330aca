import type { JsonObject } from "@countersign/core";
import type { WebhookRow } from "@countersign/db/channels";
import type { Act } from "../configuration/change-configuration.ts";

type Verb = "added" | "changed" | "secret_rotated" | "removed" | "test_sent";

const WORDS: Readonly<Record<Verb, string>> = {
  added: "added",
  changed: "changed",
  secret_rotated: "has a new secret",
  removed: "removed",
  test_sent: "was sent a test",
};

/** A receiver as audit records tell of it: the path of its address may be what lets one in, so it isn't told. */
export function webhookFacts({ url, disabledAt }: Pick<WebhookRow, "url" | "disabledAt">): JsonObject {
  return { origin: new URL(url).origin, isDisabled: disabledAt !== null };
}

/** The audit record of what was done to a receiver. */
export function webhookAct(
  verb: Verb,
  { id, name }: Pick<WebhookRow, "id" | "name">,
  detail: { readonly before: JsonObject | null; readonly after: JsonObject | null },
): Act {
  return {
    kind: "connection",
    action: `webhook.${verb}`,
    subject: { kind: "webhook", id, name },
    detail: { ...detail },
    summary: `webhook ${name} ${WORDS[verb]}`,
  };
}
