import type { PolicyNames } from "@countersign/policy";
import type { Vocabulary } from "#server/views/vocabulary.ts";

/** The organization's vocabulary as completion and hover take it. */
export function policyNames({ agents, connections, members, webhooks, slackChannels }: Vocabulary): PolicyNames {
  return {
    agents,
    operations: connections.flatMap((connection) => connection.operations),
    people: members,
    webhooks,
    slackChannels,
  };
}
