import { findSlackChannels } from "@countersign/db/channels";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { slackChannelsSchema, slackChannelsView } from "../../views/slack-channels.ts";

export const channels = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "GET",
      path: "/slack/channels",
      tags: ["slack"],
      summary: "Find channels of Slack that approvals can be told in",
    },
  })
  .input(z.object({ search: z.string().max(80).default("") }))
  .output(slackChannelsSchema)
  .query(async ({ ctx: { services, membership }, input: { search } }) => {
    const list = await services.db.tenant(membership.organizationId, findSlackChannels);
    return slackChannelsView(list, { search, nowMs: Date.now() });
  });
