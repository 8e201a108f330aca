import { z } from "zod";

/** What may stand in the outbox: written in the transaction of a change, done by the worker afterwards, at least once. */
export const outboxSchema = z.discriminatedUnion("topic", [
  z.object({ topic: z.literal("version.raised"), payload: z.object({ version: z.string() }) }),
  z.object({
    topic: z.literal("approval.requested"),
    payload: z.object({ approvalId: z.string(), expiresAtMs: z.number() }),
  }),
  z.object({ topic: z.literal("approval.changed"), payload: z.object({ approvalId: z.string(), state: z.string() }) }),
  z.object({
    topic: z.literal("approval.escalated"),
    payload: z.object({ approvalId: z.string(), afterMs: z.number().int().positive() }),
  }),
  z.object({
    topic: z.literal("approval.reminded"),
    payload: z.object({ approvalId: z.string(), step: z.number().int().positive() }),
  }),
  z.object({
    topic: z.literal("approval.glass"),
    payload: z.object({ approvalId: z.string(), breaks: z.number().int().positive() }),
  }),
  z.object({
    topic: z.literal("approval.revised"),
    payload: z.object({ approvalId: z.string(), revision: z.number().int() }),
  }),
  z.object({ topic: z.literal("delegate.named"), payload: z.object({ userId: z.string(), delegateId: z.string() }) }),
  z.object({ topic: z.literal("connection.discover"), payload: z.object({ connectionId: z.string() }) }),
  z.object({ topic: z.literal("webhook.test"), payload: z.object({ webhookId: z.string() }) }),
  z.object({ topic: z.literal("kill.lifted"), payload: z.object({ target: z.string() }) }),
  z.object({
    topic: z.literal("session.cleared"),
    payload: z.object({ instanceId: z.string(), personId: z.string().nullable(), upToSequence: z.number().int() }),
  }),
  z.object({
    topic: z.literal("hold.lifted"),
    payload: z.object({ operationId: z.string(), upToSequence: z.number().int() }),
  }),
]);
export type OutboxMessage = z.infer<typeof outboxSchema>;
