import { z } from "zod";

const approvalData = z.strictObject({
  /** The organization's name, as in URLs. */
  organization: z.string(),
  approval: z.strictObject({
    id: z.string(),
    /** How it stood at this event. */
    state: z.string(),
    /** Which version of the arguments this is; approving says for which one. */
    revision: z.number().int(),
    agent: z.string(),
    instance: z.string(),
    /** `connection.operation` */
    operation: z.string(),
    /** What would be sent; null when it is too large for a message: the approval's page has it. */
    arguments: z.json().nullable(),
    /** What the agent says it wants it for. */
    reason: z.string().nullable(),
    rules: z.array(z.string()),
    /** Micro-USD, as a decimal text. */
    priceMicros: z.string(),
    /** Owners who break the glass, and why; from the second on the call is let through. */
    breakGlass: z.array(z.strictObject({ by: z.string(), reason: z.string() })),
    requestedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    /** Its page, behind sign-in. */
    url: z.url(),
  }),
});

const at = { timestamp: z.iso.datetime() };

/** What webhooks are sent, as the JSON of a request's body. */
export const webhookEventSchema = z.discriminatedUnion("type", [
  z.strictObject({ ...at, type: z.literal("approval.requested"), data: approvalData }),
  /** Edited, escalated, reminded of, approved, or being run. */
  z.strictObject({ ...at, type: z.literal("approval.updated"), data: approvalData }),
  /** Nothing happens to it any more: ran, denied, expired, cancelled… */
  z.strictObject({ ...at, type: z.literal("approval.ended"), data: approvalData }),
  /** A person wants to see whether the receiver takes it. */
  z.strictObject({ ...at, type: z.literal("webhook.test"), data: z.strictObject({ webhook: z.string() }) }),
]);
export type WebhookEvent = z.infer<typeof webhookEventSchema>;
