import type { SlackChannelListRow } from "@countersign/db/channels";
import { z } from "zod";

const MOST = 50;

/** Channels of the connected workspace that the app can post to. */
export const slackChannelsSchema = z.object({
  readAt: z.string().nullable().meta({ description: "When they were last read; null: not yet." }),
  isReading: z.boolean().meta({ description: "Whether they are about to be read." }),
  problem: z.string().nullable().meta({ description: "Why they couldn't be read the last time." }),
  total: z.number().int().meta({ description: "How many there are that match." }),
  channels: z
    .array(z.object({ name: z.string(), isPrivate: z.boolean() }))
    .meta({ description: `The first ${MOST}, by name.` }),
});
export type SlackChannelsView = z.infer<typeof slackChannelsSchema>;

export function slackChannelsView(
  list: SlackChannelListRow | null,
  { search, nowMs }: { readonly search: string; readonly nowMs: number },
): SlackChannelsView {
  const wanted = search.trim().replace(/^#/, "").toLowerCase();
  const facts = (names: readonly string[], isPrivate: boolean) =>
    names.filter((name) => name.toLowerCase().includes(wanted)).map((name) => ({ name, isPrivate }));
  const found = list ? [...facts(list.names, false), ...facts(list.privateNames, true)] : [];
  return {
    readAt: list?.readAt?.toISOString() ?? null,
    isReading: list !== null && list.dueAt.getTime() <= nowMs,
    problem: list?.problem ?? null,
    total: found.length,
    channels: found.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, MOST),
  };
}
