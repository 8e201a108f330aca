import { slackShowsWhole, visible } from "@countersign/notify";
import type { webApi } from "@slack/bolt";
import { eachPage } from "../slack/slack-pages.ts";
import { slackTrouble } from "./slack-trouble.ts";

/** Where a message is. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

interface CutCall {
  readonly revision: number;
  /** As the message shows them, redacted. */
  readonly argumentsText: string;
  /** UTC ms: when to give up looking. */
  readonly until: number;
}

const PAGE = 200;

/**
 * Puts the whole arguments under a message that had to cut them, once for each revision. Nothing where Slack takes no file,
 * such as in a channel that the app isn't in: the message leads to the page. Throws for trouble that passes.
 */
export async function attachArguments(
  client: webApi.WebClient,
  { channel, ts }: Posted,
  { revision, argumentsText, until }: CutCall,
): Promise<void> {
  if (slackShowsWhole(argumentsText)) return;
  const filename = `arguments-${revision}.txt`;
  try {
    const attached = await eachPage<true>(until, async (cursor) => {
      const place = { channel, ts, limit: PAGE };
      const page = await client.conversations.replies(cursor ? { ...place, cursor } : place);
      const isThere = page.messages?.some(({ files }) => files?.some(({ name }) => name === filename));
      return { found: isThere ? true : null, next: page.response_metadata?.next_cursor };
    });
    if (attached) return;
    const content = visible(JSON.stringify(JSON.parse(argumentsText), null, 2));
    const title = revision === 1 ? "All arguments" : `All arguments, revision ${revision}`;
    await client.filesUploadV2({ channel_id: channel, thread_ts: ts, filename, title, content });
  } catch (error) {
    if (slackTrouble(error).kind === "later") throw error;
  }
}
