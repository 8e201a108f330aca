import type { JsonObject } from "@countersign/core";
import type { SlackInstallationRow } from "@countersign/db/channels";
import type { Act } from "../configuration/change-configuration.ts";

type Verb = "connected" | "disconnected" | "changed";

/** A connected workspace as audit records tell of it. */
export function slackFacts({
  teamId,
  teamName,
  appId,
  matchesEmail,
}: Pick<SlackInstallationRow, "teamId" | "teamName" | "appId" | "matchesEmail">): JsonObject {
  return { teamId, teamName, appId, matchesEmail };
}

/** The audit record of what was done to a connected workspace. */
export function slackAct(
  verb: Verb,
  { id, teamName }: Pick<SlackInstallationRow, "id" | "teamName">,
  detail: { readonly before: JsonObject | null; readonly after: JsonObject | null },
): Act {
  return {
    kind: "connection",
    action: `slack.${verb}`,
    subject: { kind: "slack", id, name: teamName },
    detail: { ...detail },
    summary: `Slack workspace ${teamName} ${verb}`,
  };
}
