import { z } from "zod";
import { blockKitProblems, formProblems } from "./block-kit.ts";
import type { createFiles } from "./fake-slack-files.ts";

export interface FakeSlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: unknown;
  readonly metadata: unknown;
  /** The message it replies to. */
  readonly threadTs: string | null;
  /** How often it was changed in place. */
  readonly changes: number;
}

export interface FakeSlackPerson {
  readonly email: string;
  /** The workspace of the fake unless it is said. */
  readonly teamId?: string;
  /** `is_restricted`, `is_bot` and so on. */
  readonly flags?: Readonly<Record<string, boolean>>;
}

/** The app that workspaces install. */
export interface FakeSlackApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appId: string;
  /** What Slack signs its requests with, and where it sends what people press. */
  readonly signingSecret?: string;
  readonly requestUrl?: string;
  /** `xapp-…` of an app that takes them by Socket Mode instead. */
  readonly appToken?: string;
}

/** The id of its workspace. */
export const FAKE_SLACK_TEAM = "T0FAKE";
const PAGE = 2;
const contentSchema = z.object({
  channel: z.string(),
  text: z.string().default(""),
  blocks: z.unknown(),
  metadata: z.unknown().optional(),
  thread_ts: z.string().nullable().default(null),
  reply_broadcast: z.stringbool().default(false),
});
const changeSchema = contentSchema.extend({ ts: z.string() });
const pageSchema = z.object({ cursor: z.string().default("0") });
const listSchema = pageSchema.extend({
  types: z.literal("public_channel,private_channel"),
  limit: z.coerce.number().int().min(1).max(1_000),
  exclude_archived: z.stringbool().default(false),
});
const repliesSchema = pageSchema.extend({ channel: z.string(), ts: z.string() });
const historySchema = pageSchema.extend({
  channel: z.string(),
  oldest: z.coerce.number().default(0),
  include_all_metadata: z.coerce.string().optional(),
});

const ephemeralSchema = z.object({ channel: z.string(), user: z.string(), text: z.string().min(1).max(4_000) });
const publishSchema = z.object({
  user_id: z.string().min(1),
  view: z.object({ type: z.literal("home"), blocks: z.array(z.unknown()) }),
});
const openSchema = z.object({ trigger_id: z.string().min(1), view: z.record(z.string(), z.unknown()) });

export type Answer = { readonly ok: boolean } & Readonly<Record<string, unknown>>;

/** A channel by its name alone is a public one, and the app is in it. */
export type FakeSlackChannel =
  | string
  | { readonly name: string; readonly isPrivate?: boolean; readonly isMember?: boolean; readonly isArchived?: boolean };

/** What a workspace holds, by the methods of the Web API. */
export function createWorkspace(
  given: readonly FakeSlackChannel[],
  {
    people,
    files,
  }: {
    readonly people: Readonly<Record<string, FakeSlackPerson>>;
    readonly files: Pick<ReturnType<typeof createFiles>, "methods" | "shared">;
  },
) {
  const channels = createChannels(given);
  const messages = createMessages(channels.find, files);
  const shown = createPrivateViews((channel) => channels.find(channel) !== undefined, people);
  const methods: Readonly<Record<string, (body: unknown) => Answer>> = {
    ...shown.methods,
    ...files.methods,
    ...messages.methods,
    ...channels.methods,
  };
  const answer = (method: string, body: unknown) => methods[method]?.(body) ?? refused("unknown_method");
  const { ephemerals, homes, views } = shown;
  return Object.assign(answer, { messages: messages.all, ephemerals, homes, views });
}

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly is_private: boolean;
  readonly is_member: boolean;
  readonly is_archived: boolean;
}

function createChannels(given: readonly FakeSlackChannel[]) {
  const channels: readonly Channel[] = given.map((each, index) => {
    const {
      name,
      isPrivate = false,
      isMember = true,
      isArchived = false,
    } = typeof each === "string" ? { name: each } : each;
    const flags = { is_private: isPrivate, is_member: isMember, is_archived: isArchived };
    return { id: `C${String(index + 1).padStart(8, "0")}`, name, ...flags };
  });
  const find = (channel: string) => channels.find(({ id, name }) => channel === id || channel === `#${name}`);
  const list = (body: unknown): Answer => {
    const { cursor, exclude_archived: isLiving } = listSchema.parse(body);
    // A private channel is there only for who is in it.
    const seen = channels.filter((each) => (each.is_member || !each.is_private) && !(isLiving && each.is_archived));
    const { items, ...rest } = pageOf(seen, Number(cursor));
    return { ok: true, channels: items, ...rest };
  };
  return { find, methods: { "conversations.list": list } };
}

/** What was posted in channels, with the files that were shared beneath it. */
function createMessages(
  find: (channel: string) => Channel | undefined,
  files: Pick<ReturnType<typeof createFiles>, "shared">,
) {
  const messages: FakeSlackMessage[] = [];
  /** Replies that only their thread shows. */
  const hidden = new Set<string>();
  let posted = 0;
  const post = (body: unknown): Answer => {
    const {
      channel,
      text,
      blocks,
      metadata,
      thread_ts: threadTs,
      reply_broadcast: isShown,
    } = contentSchema.parse(body);
    const place = find(channel);
    if (!place || (place.is_private && !place.is_member)) return refused("channel_not_found");
    if (place.is_archived) return refused("is_archived");
    const isThread = (each: FakeSlackMessage) => each.channel === place.id && each.ts === threadTs && !each.threadTs;
    if (threadTs !== null && !messages.some(isThread)) return refused("thread_not_found");
    const problems = blockKitProblems(blocks);
    if (problems.length > 0) return { ...refused("invalid_blocks"), response_metadata: { messages: problems } };
    posted += 1;
    const ts = `${Math.floor(Date.now() / 1000)}.${String(posted).padStart(6, "0")}`;
    messages.push({ channel: place.id, ts, text, blocks, metadata, threadTs, changes: 0 });
    if (threadTs !== null && !isShown) hidden.add(ts);
    return { ok: true, channel: place.id, ts };
  };
  const history = (body: unknown): Answer => {
    const { channel, oldest, cursor, include_all_metadata: withMetadata } = historySchema.parse(body);
    const newestFirst = messages
      .filter((each) => each.channel === channel && Number(each.ts) > oldest && !hidden.has(each.ts))
      .reverse();
    const { items, ...rest } = pageOf(newestFirst, Number(cursor));
    const posted = items.map(({ ts, text, metadata }) => ({
      ts,
      text,
      ...(withMetadata === "true" ? { metadata } : {}),
    }));
    return { ok: true, messages: posted, ...rest };
  };
  /** A message, then its replies, a file each in a message of its own. */
  const replies = (body: unknown): Answer => {
    const { channel, ts, cursor } = repliesSchema.parse(body);
    if (!messages.some((each) => each.channel === channel && each.ts === ts)) return refused("thread_not_found");
    const texts = messages.filter((each) => each.channel === channel && (each.ts === ts || each.threadTs === ts));
    const shared = files.shared.filter((file) => file.channel === channel && file.threadTs === ts);
    const all = [...texts.map(({ text }) => ({ text })), ...shared.map(({ name }) => ({ files: [{ name }] }))];
    const { items, ...rest } = pageOf(all, Number(cursor));
    return { ok: true, messages: items, ...rest };
  };
  const update = (body: unknown) => changeIn(messages, body);
  const chat = { "chat.postMessage": post, "chat.update": update };
  return { all: messages, methods: { "conversations.replies": replies, "conversations.history": history, ...chat } };
}

/** Changes a message in place. */
function changeIn(messages: FakeSlackMessage[], body: unknown): Answer {
  const { channel, ts, text, blocks } = changeSchema.parse(body);
  const at = messages.findIndex((message) => message.channel === channel && message.ts === ts);
  const before = messages[at];
  if (!before) return refused("message_not_found");
  if (blockKitProblems(blocks).length > 0) return refused("invalid_blocks");
  messages[at] = { ...before, text, blocks, changes: before.changes + 1 };
  return { ok: true, channel, ts };
}

/** What one person alone is shown, and who they are. */
function createPrivateViews(
  isChannel: (channel: string) => boolean,
  people: Readonly<Record<string, FakeSlackPerson>>,
) {
  const ephemerals: z.infer<typeof ephemeralSchema>[] = [];
  const views: { trigger: string; view: Record<string, unknown> }[] = [];
  const whisper = (body: unknown): Answer => {
    const message = ephemeralSchema.parse(body);
    if (!isChannel(message.channel)) return refused("channel_not_found");
    ephemerals.push(message);
    return { ok: true, message_ts: String(ephemerals.length) };
  };
  const open = (body: unknown): Answer => {
    const { trigger_id: trigger, view } = openSchema.parse(body);
    if (views.some((opened) => opened.trigger === trigger)) return refused("exchanged_trigger_id");
    if (formProblems(view).length > 0) return refused("invalid_arguments");
    views.push({ trigger, view });
    return { ok: true, view };
  };
  const homes = new Map<string, unknown>();
  const publish = (body: unknown): Answer => {
    const { user_id: id, view } = publishSchema.parse(body);
    if (blockKitProblems(view.blocks, 100).length > 0) return refused("invalid_arguments");
    homes.set(id, view);
    return { ok: true, view };
  };
  const person = (body: unknown): Answer => {
    const { user: id } = z.object({ user: z.string() }).parse(body);
    const known = people[id];
    if (!known) return refused("user_not_found");
    const flags = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false, ...known.flags };
    const user = { id, team_id: known.teamId ?? FAKE_SLACK_TEAM, ...flags, profile: { email: known.email } };
    return { ok: true, user };
  };
  const methods = {
    "chat.postEphemeral": whisper,
    "users.info": person,
    "views.open": open,
    "views.publish": publish,
  };
  return { ephemerals, homes, views, methods };
}

function pageOf<T>(all: readonly T[], from: number) {
  const next = from + PAGE < all.length ? String(from + PAGE) : "";
  return { items: all.slice(from, from + PAGE), response_metadata: { next_cursor: next } };
}

export function refused(error: string): Answer {
  return { ok: false, error };
}
