import type { LinkedSlackAccount, SlackInstallationRow } from "@countersign/db/channels";
import { z } from "zod";

/** The workspace of Slack that an organization has connected, without its token. */
export const slackSchema = z.object({
  isOffered: z.boolean().meta({ description: "Whether the platform has an app of Slack to connect by." }),
  workspace: z
    .object({
      teamId: z.string(),
      teamName: z.string(),
      matchesEmail: z
        .boolean()
        .meta({ description: "Whether full members are known by their e-mail address, without linking first." }),
      installedByName: z.string(),
      installedAt: z.string(),
    })
    .nullable(),
  accounts: z.array(
    z.object({
      id: z.string(),
      slackUserId: z.string(),
      name: z.string(),
      email: z.string(),
      linkedAt: z.string(),
    }),
  ),
});
export type SlackView = z.infer<typeof slackSchema>;

export function slackView({
  isOffered,
  installation,
  accounts,
}: {
  readonly isOffered: boolean;
  readonly installation: SlackInstallationRow | null;
  readonly accounts: readonly LinkedSlackAccount[];
}): SlackView {
  return {
    isOffered,
    workspace: installation && {
      teamId: installation.teamId,
      teamName: installation.teamName,
      matchesEmail: installation.matchesEmail,
      installedByName: installation.installedByName,
      installedAt: installation.installedAt.toISOString(),
    },
    accounts: accounts
      .filter(({ teamId }) => teamId === installation?.teamId)
      .map(({ id, slackUserId, name, email, linkedAt }) => ({
        id,
        slackUserId,
        name,
        email,
        linkedAt: linkedAt.toISOString(),
      })),
  };
}
