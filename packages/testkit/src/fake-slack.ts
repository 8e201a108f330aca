import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { blockKitProblems, formProblems } from "./block-kit.ts";

export interface FakeSlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: unknown;
  readonly metadata: unknown;
  /** How often it was changed in place. */
  readonly changes: number;
}

/** What becomes of the next request: an HTTP status, a hang-up, an error of Slack's own, or done but never answered. */
export type FakeSlackTrouble =
  | { readonly kind: "status"; readonly status: number; readonly retryAfterS?: number }
  | { readonly kind: "hang_up" }
  | { readonly kind: "done_unanswered" }
  | { readonly kind: "error"; readonly error: string };

export interface FakeSlack {
  /** The base of its Web API, to be given as SLACK_API_URL. */
  readonly url: string;
  /** The only bot token it takes. */
  readonly token: string;
  /** In order of arrival; those changed in place as they are now. */
  messages(): readonly FakeSlackMessage[];
  /** Consents at an address where somebody was sent to; answers where Slack sends them then. Throws for another app's. */
  consent(authorizeUrl: string): string;
  /** What was shown to one person only. */
  ephemerals(): readonly { readonly channel: string; readonly user: string; readonly text: string }[];
  /** The forms that were opened, by the trigger of what was pressed. */
  views(): readonly { readonly trigger: string; readonly view: Readonly<Record<string, unknown>> }[];
  /** What the app's home shows, by person. */
  homes(): ReadonlyMap<string, unknown>;
  /** The methods that were called, in order. */
  calls(): readonly string[];
  /** What happens to the next requests, one each. */
  troubleNext(...troubles: FakeSlackTrouble[]): void;
  close(): Promise<void>;
}

export interface FakeSlackOptions {
  /** Names of the channels there are, without `#`. The bot is in all of them. */
  readonly channels: readonly string[];
  /** Who there is, by id: as `users.info` tells of them. */
  readonly people?: Readonly<Record<string, FakeSlackPerson>>;
  /** The app that workspaces install. */
  readonly app?: { readonly clientId: string; readonly clientSecret: string; readonly appId: string };
}

export interface FakeSlackPerson {
  readonly email: string;
  /** The workspace of the fake unless it is said. */
  readonly teamId?: string;
  /** `is_restricted`, `is_bot` and so on. */
  readonly flags?: Readonly<Record<string, boolean>>;
}

/** The id of its workspace. */
export const FAKE_SLACK_TEAM = "T0FAKE";
const PAGE = 2;
const TOKEN = "xoxb-fake-1";
const contentSchema = z.object({
  channel: z.string(),
  text: z.string().default(""),
  blocks: z.unknown(),
  metadata: z.unknown().optional(),
});
const changeSchema = contentSchema.extend({ ts: z.string() });
const pageSchema = z.object({ cursor: z.string().default("0") });
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
const accessSchema = z.object({ code: z.string(), redirect_uri: z.string() });
const openSchema = z.object({ trigger_id: z.string().min(1), view: z.record(z.string(), z.unknown()) });

type Answer = { readonly ok: boolean } & Readonly<Record<string, unknown>>;

/** A Slack on a free port of loopback: checks tokens and Block Kit's bounds, keeps messages, and fails when told to. */
export async function startFakeSlack({ channels, people = {}, app }: FakeSlackOptions): Promise<FakeSlack> {
  const workspace = createWorkspace(channels, people);
  const consents = createConsents(app);
  const calls: string[] = [];
  const troubles: FakeSlackTrouble[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = (request.url ?? "").replace(/^\/api\//, "");
    const body = await readBody(request);
    calls.push(method);
    const trouble = troubles.shift();
    if (trouble?.kind === "hang_up") return void request.socket.destroy();
    if (trouble?.kind === "status") {
      const retry = trouble.retryAfterS === undefined ? {} : { "retry-after": String(trouble.retryAfterS) };
      return void response.writeHead(trouble.status, retry).end();
    }
    const { authorization } = request.headers;
    const answer = (): Answer => {
      if (trouble?.kind === "error") return refused(trouble.error);
      if (method === "oauth.v2.access") return consents.access(authorization, body);
      return authorization === `Bearer ${TOKEN}` ? workspace(method, body) : refused("invalid_auth");
    };
    const answered = answer();
    if (trouble?.kind === "done_unanswered") return void request.socket.destroy();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answered));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/`,
    token: TOKEN,
    messages: () => workspace.messages,
    consent: consents.give,
    ephemerals: () => workspace.ephemerals,
    views: () => workspace.views,
    homes: () => workspace.homes,
    calls: () => calls,
    troubleNext: (...more) => void troubles.push(...more),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Consents of people for the app, each to be changed for the token once, by the app itself. */
function createConsents(app: FakeSlackOptions["app"]) {
  const codes = new Map<string, string>();
  return {
    give: (authorizeUrl: string): string => {
      const { searchParams } = new URL(authorizeUrl);
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      if (!app || searchParams.get("client_id") !== app.clientId) throw new Error("invalid_client_id");
      const code = `code-${codes.size + 1}`;
      codes.set(code, back.href);
      back.search = new URLSearchParams({ code, state: searchParams.get("state") ?? "" }).toString();
      return back.href;
    },
    access: (authorization: string | undefined, body: unknown): Answer => {
      const { code, redirect_uri: redirectUri } = accessSchema.parse(body);
      const credential = app && Buffer.from(`${app.clientId}:${app.clientSecret}`).toString("base64");
      if (!app || authorization !== `Basic ${credential}`) return refused("bad_client_secret");
      const consented = codes.get(code);
      codes.delete(code);
      if (consented === undefined) return refused("invalid_code");
      if (consented !== redirectUri) return refused("bad_redirect_uri");
      const team = { id: FAKE_SLACK_TEAM, name: "Fake" };
      const bot = { access_token: TOKEN, token_type: "bot", bot_user_id: "UBOT" };
      return { ok: true, app_id: app.appId, ...bot, team, enterprise: null, is_enterprise_install: false };
    },
  };
}

function createWorkspace(names: readonly string[], people: Readonly<Record<string, FakeSlackPerson>>) {
  const messages: FakeSlackMessage[] = [];
  const channels = names.map((name, index) => ({ id: `C${String(index + 1).padStart(8, "0")}`, name }));
  const find = (channel: string) => channels.find(({ id, name }) => channel === id || channel === `#${name}`);
  const shown = createPrivateViews((channel) => find(channel) !== undefined, people);
  const post = (body: unknown): Answer => {
    const { channel, text, blocks, metadata } = contentSchema.parse(body);
    const place = find(channel);
    if (!place) return refused("channel_not_found");
    const problems = blockKitProblems(blocks);
    if (problems.length > 0) return { ...refused("invalid_blocks"), response_metadata: { messages: problems } };
    const ts = `${Math.floor(Date.now() / 1000)}.${String(messages.length + 1).padStart(6, "0")}`;
    messages.push({ channel: place.id, ts, text, blocks, metadata, changes: 0 });
    return { ok: true, channel: place.id, ts };
  };
  const change = (body: unknown): Answer => {
    const { channel, ts, text, blocks } = changeSchema.parse(body);
    const at = messages.findIndex((message) => message.channel === channel && message.ts === ts);
    const before = messages[at];
    if (!before) return refused("message_not_found");
    if (blockKitProblems(blocks).length > 0) return refused("invalid_blocks");
    messages[at] = { ...before, text, blocks, changes: before.changes + 1 };
    return { ok: true, channel, ts };
  };
  const history = (body: unknown): Answer => {
    const { channel, oldest, cursor, include_all_metadata: withMetadata } = historySchema.parse(body);
    const newestFirst = messages.filter((each) => each.channel === channel && Number(each.ts) > oldest).reverse();
    const { items, ...rest } = pageOf(newestFirst, Number(cursor));
    const posted = items.map(({ ts, text, metadata }) => ({
      ts,
      text,
      ...(withMetadata === "true" ? { metadata } : {}),
    }));
    return { ok: true, messages: posted, ...rest };
  };
  const list = (body: unknown): Answer => {
    const { items, ...rest } = pageOf(channels, Number(pageSchema.parse(body).cursor));
    return { ok: true, channels: items, ...rest };
  };
  const methods: Readonly<Record<string, (body: unknown) => Answer>> = {
    ...shown.methods,
    "chat.postMessage": post,
    "chat.update": change,
    "conversations.history": history,
    "conversations.list": list,
  };
  const answer = (method: string, body: unknown) => methods[method]?.(body) ?? refused("unknown_method");
  const { ephemerals, homes, views } = shown;
  return Object.assign(answer, { messages, ephemerals, homes, views });
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

function refused(error: string): Answer {
  return { ok: false, error };
}

/** A form whose deeper values are JSON, as the vendor's client sends it; or JSON. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  if (request.headers["content-type"]?.startsWith("application/json")) return JSON.parse(text);
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );
}
