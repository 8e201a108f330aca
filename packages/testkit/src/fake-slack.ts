import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { createFiles, type FakeSlackFile } from "./fake-slack-files.ts";
import { createPeople, type FakeSlackPeople, signedSend } from "./fake-slack-people.ts";
import { createSocket, type FakeSlackSocket } from "./fake-slack-socket.ts";
import {
  type Answer,
  createWorkspace,
  FAKE_SLACK_TEAM,
  type FakeSlackApp,
  type FakeSlackChannel,
  type FakeSlackMessage,
  type FakeSlackPerson,
  refused,
} from "./fake-slack-workspace.ts";

/** What becomes of the next request: an HTTP status, a hang-up, an error of Slack's own, or done but never answered. */
export type FakeSlackTrouble =
  | { readonly kind: "status"; readonly status: number; readonly retryAfterS?: number }
  | { readonly kind: "hang_up" }
  | { readonly kind: "done_unanswered" }
  | { readonly kind: "error"; readonly error: string };

export interface FakeSlack extends FakeSlackPeople {
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
  /** The files that were shared, each under a message. */
  files(): readonly FakeSlackFile[];
  /** The forms that were opened, by the trigger of what was pressed. */
  views(): readonly { readonly trigger: string; readonly view: Readonly<Record<string, unknown>> }[];
  /** What the app's home shows, by person. */
  homes(): ReadonlyMap<string, unknown>;
  /** The methods that were called, in order. */
  calls(): readonly string[];
  /** Socket Mode: how often somebody has connected, and how they are asked to come again. */
  readonly socket: Pick<FakeSlackSocket, "connections" | "refresh">;
  /** What happens to the next requests, one each. */
  troubleNext(...troubles: FakeSlackTrouble[]): void;
  /** What happens to the next request of this method. */
  troubleAt(method: string, trouble: FakeSlackTrouble): void;
  /** What happens to every request, in turn, until it is told that nothing does. */
  downWith(troubles: readonly FakeSlackTrouble[]): void;
  /** Deletes a message, as a person may. */
  remove(ts: string): void;
  close(): Promise<void>;
}

export interface FakeSlackOptions {
  /** The channels there are, by their names without `#`. */
  readonly channels: readonly FakeSlackChannel[];
  /** Who there is, by id: as `users.info` tells of them. */
  readonly people?: Readonly<Record<string, FakeSlackPerson>>;
  /** The app that workspaces install. */
  readonly app?: FakeSlackApp;
  /** Where it listens; any free one unless it is said. */
  readonly port?: number;
}

const TOKEN = "xoxb-fake-1";
const NO_APP: FakeSlackApp = { clientId: "", clientSecret: "", appId: "" };
const accessSchema = z.object({ code: z.string(), redirect_uri: z.string() });

/** A Slack on a free port of loopback: checks tokens and Block Kit's bounds, keeps messages, and fails when told to. */
export async function startFakeSlack({
  channels,
  people = {},
  app,
  port: wanted = 0,
}: FakeSlackOptions): Promise<FakeSlack> {
  const server = createServer();
  const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const socket = createSocket(server, address);
  const files = createFiles(
    () => `http://${address()}`,
    (channel, ts) => workspace.messages.some((message) => message.channel === channel && message.ts === ts),
  );
  const workspace = createWorkspace(channels, { people, files });
  const consents = createConsents(app);
  const troubles = createTroubles();
  const answer = createGate(app, { workspace, consents, socket });
  const handle = createHandler({ consents, files, troubles, answer });
  server.on("request", (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(wanted, "127.0.0.1", resolve);
  });
  return {
    url: `http://${address()}/api/`,
    token: TOKEN,
    messages: () => workspace.messages,
    consent: consents.give,
    ...createPeople(app?.appId ?? "", app?.appToken === undefined ? signedSend(app ?? NO_APP) : socket.send),
    socket,
    ephemerals: () => workspace.ephemerals,
    files: () => files.shared,
    views: () => workspace.views,
    homes: () => workspace.homes,
    ...troubles.told,
    remove: (ts) => {
      const at = workspace.messages.findIndex((message) => message.ts === ts);
      if (at >= 0) workspace.messages.splice(at, 1);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        socket.close();
        server.closeAllConnections();
      }),
  };
}

/** What is to happen to requests, and which there were. */
function createTroubles() {
  const calls: string[] = [];
  const next: FakeSlackTrouble[] = [];
  const byMethod = new Map<string, FakeSlackTrouble>();
  let down: readonly FakeSlackTrouble[] = [];
  return {
    /** What happens to this request. */
    take: (method: string): FakeSlackTrouble | undefined => {
      calls.push(method);
      const trouble = byMethod.get(method) ?? next.shift() ?? down[calls.length % Math.max(1, down.length)];
      byMethod.delete(method);
      return trouble;
    },
    told: {
      calls: () => calls,
      troubleNext: (...more) => void next.push(...more),
      troubleAt: (method, trouble) => void byMethod.set(method, trouble),
      downWith: (all) => {
        down = all;
      },
    } satisfies Partial<FakeSlack>,
  };
}

type Gate = (method: string, request: { readonly authorization: string | undefined; readonly body: unknown }) => Answer;

/** Answers whoever has the token that a method needs. */
function createGate(
  app: FakeSlackApp | undefined,
  {
    workspace,
    consents,
    socket,
  }: {
    readonly workspace: ReturnType<typeof createWorkspace>;
    readonly consents: ReturnType<typeof createConsents>;
    readonly socket: FakeSlackSocket;
  },
): Gate {
  let isRevoked = false;
  return (method, { authorization, body }) => {
    if (method === "apps.connections.open") {
      const isOurs = app?.appToken !== undefined && authorization === `Bearer ${app.appToken}`;
      return isOurs ? { ok: true, url: socket.openUrl() } : refused("invalid_auth");
    }
    if (method === "oauth.v2.access") {
      const granted = consents.access(authorization, body);
      if (granted.ok) isRevoked = false;
      return granted;
    }
    if (authorization !== `Bearer ${TOKEN}`) return refused("invalid_auth");
    if (isRevoked) return refused("token_revoked");
    if (method !== "auth.revoke") return workspace(method, body);
    isRevoked = true;
    return { ok: true, revoked: true };
  };
}

function createHandler({
  consents,
  files,
  troubles,
  answer,
}: {
  readonly consents: ReturnType<typeof createConsents>;
  readonly files: ReturnType<typeof createFiles>;
  readonly troubles: ReturnType<typeof createTroubles>;
  readonly answer: Gate;
}) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = (request.url ?? "").replace(/^\/api\//, "");
    // Whoever is sent here consents at once.
    if (request.method === "GET" && method.startsWith("/oauth/v2/authorize?")) {
      return void response.writeHead(302, { location: consents.give(`http://slack.test${method}`) }).end();
    }
    if (method.startsWith("/upload/")) {
      const upload = { type: request.headers["content-type"] ?? "", body: await readRaw(request) };
      return void response.writeHead((await files.upload(method, upload)) ? 200 : 400).end("OK");
    }
    const body = await readBody(request);
    const trouble = troubles.take(method);
    if (trouble?.kind === "hang_up") return void request.socket.destroy();
    if (trouble?.kind === "status") {
      const retry = trouble.retryAfterS === undefined ? {} : { "retry-after": String(trouble.retryAfterS) };
      return void response.writeHead(trouble.status, retry).end();
    }
    const { authorization } = request.headers;
    const answered = trouble?.kind === "error" ? refused(trouble.error) : answer(method, { authorization, body });
    if (trouble?.kind === "done_unanswered") return void request.socket.destroy();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answered));
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

/** A form whose deeper values are JSON, as the vendor's client sends it; or JSON. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const text = (await readRaw(request)).toString("utf8");
  if (request.headers["content-type"]?.startsWith("application/json")) return JSON.parse(text);
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );
}

async function readRaw(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
