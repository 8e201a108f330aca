import type { SealBinding } from "./sealed-form.ts";

/** The binding of the token by which we speak in a workspace of Slack: it opens only for its own row. */
export function slackTokenBinding(organizationId: string, installationId: string): SealBinding {
  return { organizationId, purpose: "slack-token", subjectId: installationId };
}
