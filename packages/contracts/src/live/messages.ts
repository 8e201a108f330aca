import { z } from "zod";

/**
 * What is said on an organization's live channel after the change is committed. Messages are hints: they carry ids and
 * states, never content, and whoever hears one reads the truth from Postgres.
 */
export const liveMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("records"), ids: z.array(z.string()) }),
  z.object({ type: z.literal("approval"), id: z.string(), state: z.string() }),
  z.object({ type: z.literal("version"), version: z.string() }),
  z.object({ type: z.literal("connection"), id: z.string() }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
