import { slackApprovalMessage, slackFloodMessage } from "@countersign/notify";
import { type Delivered, type DeliveryChannel, type DeliveryJob, grantedVary } from "@countersign/usecases";
import type { Secret } from "@countersign/vault";
import { webApi } from "@slack/bolt";
import { slackClient } from "../slack/slack-client.ts";
import { eachPage, readChannels } from "../slack/slack-pages.ts";
import { writeTarget } from "../slack/target.ts";
import { askedCall, decidersOf, floodOf } from "./asked-call.ts";
import { attachArguments, type Posted } from "./slack-arguments-file.ts";
import { slackTrouble } from "./slack-trouble.ts";

export interface SlackChannelOptions {
  /** The bot token of the Slack that an organization has connected; null while it has none. */
  readonly tokenOf: (organizationId: string) => Promise<Secret | null>;
  /** Where links lead: `https://…` of the dashboard. */
  readonly dashboardUrl: string;
  /** The base of the Web API, ending in `/`. */
  readonly apiUrl: string;
}

/** A message's claim lasts a minute: looking for it, and for its file, ask for no further page after this each. */
const LOOKING_MS = 20_000;
const PAGE = 200;
/** Clocks of Slack and of the database may differ by so much. */
const SKEW_MS = 5 * 60_000;
const EVENT = "countersign_delivery";
/** What Slack says where the message that is replied to was deleted, or takes no replies. */
const NO_THREAD: ReadonlySet<string> = new Set(["thread_not_found", "message_not_found", "cannot_reply_to_message"]);

/**
 * Tells channels of Slack of approvals. A message says by its metadata which delivery it is, so that one that an earlier
 * try has posted unnoticed is found and changed, not posted again. Its id for us is `CHANNEL/TS`. What only repeats an
 * earlier message is a reply to it.
 */
export function createSlackChannel({ tokenOf, dashboardUrl, apiUrl }: SlackChannelOptions): DeliveryChannel {
  return {
    channel: "slack",
    deliver: async (job) => {
      const token = await tokenOf(job.organization.id);
      if (!token) return { kind: "refused", problem: "Slack is not connected" };
      if (!job.target.startsWith("#")) return { kind: "refused", problem: "only channels of Slack can be told" };
      try {
        return await tell(slackClient(token, apiUrl), job, dashboardUrl);
      } catch (error) {
        return slackTrouble(error);
      }
    },
  };
}

async function tell(client: webApi.WebClient, job: DeliveryJob, dashboardUrl: string): Promise<Delivered> {
  const place = await show(client, job, dashboardUrl);
  const { state, revision, argumentsText } = job.approval;
  const isAsked = state === "pending" && job.repeats === null && job.digest === null;
  if (place && isAsked) {
    await attachArguments(client, place, { revision, argumentsText, until: Date.now() + LOOKING_MS });
  }
  return { kind: "sent", externalId: place && `${place.channel}/${place.ts}` };
}

async function show(client: webApi.WebClient, job: DeliveryJob, dashboardUrl: string): Promise<Posted | null> {
  const { text, blocks } = messageOf(job, dashboardUrl);
  const content = { text, blocks: blocks.map((block) => ({ ...block })) };
  const posted = placeOf(job.externalId) ?? (job.attempts > 1 ? await findPosted(client, job) : null);
  if (posted) {
    await client.chat.update({ ...posted, ...content });
    return posted;
  }
  const message = {
    ...content,
    channel: job.target,
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: EVENT, event_payload: { delivery: job.id } },
  };
  const { channel, ts } = await postUnder(client, placeOf(job.repeats), message);
  return channel && ts ? { channel, ts } : null;
}

/** Posts a message as a reply to the one it repeats, shown in the channel too; by itself where that isn't there any more. */
async function postUnder(
  client: webApi.WebClient,
  first: Posted | null,
  message: webApi.ChatPostMessageArguments & { readonly text: string },
) {
  if (!first) return client.chat.postMessage(message);
  try {
    const reply = { channel: first.channel, thread_ts: first.ts, reply_broadcast: true } as const;
    return await client.chat.postMessage({ ...message, ...reply });
  } catch (error) {
    const isGone = error instanceof webApi.WebAPIPlatformError && NO_THREAD.has(error.data.error);
    if (!isGone) throw error;
    return client.chat.postMessage(message);
  }
}

function placeOf(externalId: string | null): Posted | null {
  const [channel, ts] = externalId?.split("/") ?? [];
  return channel && ts ? { channel, ts } : null;
}

/** What an earlier try of this delivery has posted. Throws Error when it can't be told in time. */
async function findPosted(client: webApi.WebClient, { id, target, approval }: DeliveryJob): Promise<Posted | null> {
  const until = Date.now() + LOOKING_MS;
  const channel = await channelNamed(client, target.slice(1), until);
  if (!channel) return null;
  const oldest = String((approval.requestedAtMs - SKEW_MS) / 1000);
  return eachPage(until, async (cursor) => {
    const place = { channel, oldest, limit: PAGE, include_all_metadata: true };
    const page = await client.conversations.history(cursor ? { ...place, cursor } : place);
    const ts = page.messages?.find(({ metadata }) => isOf(metadata, id))?.ts;
    return { found: ts ? { channel, ts } : null, next: page.response_metadata?.next_cursor };
  });
}

function channelNamed(client: webApi.WebClient, name: string, until: number): Promise<string | null> {
  return eachPage(until, async (cursor) => {
    const { channels, next } = await readChannels(client, cursor);
    return { found: channels.find((channel) => channel.name === name)?.id ?? null, next };
  });
}

function isOf(metadata: { event_type?: string; event_payload?: unknown } | undefined, deliveryId: string): boolean {
  const payload = metadata?.event_type === EVENT ? metadata.event_payload : null;
  return typeof payload === "object" && payload !== null && "delivery" in payload && payload.delivery === deliveryId;
}

function messageOf(job: DeliveryJob, dashboardUrl: string) {
  const flood = floodOf(job, dashboardUrl);
  if (flood) return slackFloodMessage(flood);
  const { id, revision, state, permitUntilMs, requirement } = job.approval;
  return slackApprovalMessage({
    ...askedCall(job, dashboardUrl),
    state,
    target: writeTarget({ approvalId: id, revision }),
    mayEdit: requirement?.allowEdit ?? false,
    mayGrant: requirement !== null && grantedVary(requirement) !== null,
    deciders: decidersOf(job),
    permitUntil: permitUntilMs === null ? null : new Date(permitUntilMs),
  });
}
