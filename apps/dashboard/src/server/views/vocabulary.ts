import { z } from "zod";

const argumentSchema = z.object({
  name: z.string(),
  type: z.string().meta({ description: "string, number, integer, boolean, array, object or any." }),
  isRequired: z.boolean(),
  description: z.string().nullable(),
  enum: z.array(z.string()).meta({ description: "The only values it may have, as JSON." }),
});

const vocabularyOperationSchema = z.object({
  id: z.string().meta({ description: "`connection.operation`, as a policy names it." }),
  name: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  class: z.enum(["read", "write", "destructive", "external"]),
  isQuarantined: z.boolean(),
  priceMicros: z.string().nullable(),
  arguments: z.array(argumentSchema),
});

/** Everything that a policy of this organization may name. */
export const vocabularySchema = z.object({
  agents: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      tags: z.array(z.string()),
      instances: z.array(z.string()),
    }),
  ),
  connections: z.array(
    z.object({ name: z.string(), title: z.string(), operations: z.array(vocabularyOperationSchema) }),
  ),
  lists: z
    .array(z.object({ name: z.string(), entries: z.number().int() }))
    .meta({ description: "Of the policy in use." }),
  groups: z.array(z.object({ name: z.string(), members: z.array(z.string()) })),
  members: z.array(z.object({ name: z.string(), email: z.string(), role: z.string() })),
  webhooks: z.array(z.string()).meta({ description: "Names of the receivers that approvals can be told to." }),
  slackChannels: z.array(z.string()).meta({ description: "Channels of Slack that can be posted to, without #." }),
  functions: z.array(
    z.object({
      name: z.string(),
      form: z.enum(["function", "method", "macro"]),
      signature: z.string(),
      gives: z.string(),
      doc: z.string(),
      example: z.string(),
    }),
  ),
  starter: z.string().meta({ description: "A careful first policy for what is connected." }),
});
export type Vocabulary = z.infer<typeof vocabularySchema>;
