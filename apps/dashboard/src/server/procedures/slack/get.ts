import { findSlackInstallation, listSlackAccounts } from "@countersign/db/channels";
import { slackApp } from "../../slack/slack-oauth.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { slackSchema, slackView } from "../../views/slack.ts";

export const get = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "GET",
      path: "/slack",
      tags: ["slack"],
      summary: "Read which workspace of Slack is connected, and whose accounts are linked",
    },
  })
  .output(slackSchema)
  .query(({ ctx: { services, membership } }) =>
    services.db.tenant(membership.organizationId, async (scope) => {
      const installation = await findSlackInstallation(scope);
      const accounts = await listSlackAccounts(scope);
      return slackView({ isOffered: slackApp(services) !== null, installation, accounts });
    }),
  );
