import { askForSlackChannels } from "@countersign/db/channels";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";

/** The dashboard can't open the workspace's token: the worker reads the channels, within seconds. */
export const refreshChannels = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/slack/channels/refresh",
      tags: ["slack"],
      summary: "Have the channels of Slack read anew",
    },
  })
  .output(z.object({}))
  .mutation(async ({ ctx: { services, membership } }) => {
    await services.db.tenant(membership.organizationId, askForSlackChannels);
    return {};
  });
