import type { webApi } from "@slack/bolt";

/** As many as Slack gives of channels at once. */
const PAGE = 1_000;

interface Page<T> {
  readonly found: T | null;
  readonly next: string | undefined;
}

/** Reads page after page until something is found; null when nothing is. Throws Error when it takes past `until` (UTC ms). */
export async function eachPage<T>(until: number, read: (cursor: string) => Promise<Page<T>>): Promise<T | null> {
  let cursor = "";
  do {
    const { found, next } = await read(cursor);
    if (found) return found;
    cursor = next ?? "";
    if (cursor && Date.now() > until) throw new Error("Slack took too long to tell everything");
  } while (cursor);
  return null;
}

export interface SlackChannelFact {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
}

/** One page of the channels that the app can post to: public ones, and private ones that it was invited to. */
export async function readChannels(
  client: webApi.WebClient,
  cursor: string,
): Promise<{ readonly channels: readonly SlackChannelFact[]; readonly next: string | undefined }> {
  const all = { types: "public_channel,private_channel", exclude_archived: true, limit: PAGE };
  const page = await client.conversations.list(cursor ? { ...all, cursor } : all);
  const channels = (page.channels ?? []).flatMap(({ id, name, is_private: isPrivate = false, is_member: isMember }) =>
    id && name && (isMember || !isPrivate) ? [{ id, name, isPrivate }] : [],
  );
  return { channels, next: page.response_metadata?.next_cursor };
}
