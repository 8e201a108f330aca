import type { IncomingMessage, ServerResponse } from "node:http";
import type { Secret } from "@countersign/vault";
import { App, type Receiver } from "@slack/bolt";
import { z } from "zod";
import { SILENT } from "./slack-client.ts";
import { press } from "./slack-decisions.ts";
import { endInstallations, endRevoked, showHome } from "./slack-events.ts";
import { type FormProblems, submitChange, submitDenial, submitGrant } from "./slack-forms.ts";
import type { SlackDeps } from "./slack-person.ts";
import { verifySlackRequest } from "./verify-request.ts";

/** Answers a request of Slack. False when it is for nobody here. */
export type SlackRoute = (request: IncomingMessage, response: ServerResponse) => boolean;

const PATHS: ReadonlySet<string> = new Set(["/slack/events", "/slack/interactions"]);
const MOST_BYTES = 1_048_576;
const STATUS = { forged: 401, untimely: 401, replayed: 401, unavailable: 503 } as const;

const challengeSchema = z.object({ type: z.literal("url_verification"), challenge: z.string().max(500) });

/** What people do in Slack, taken by HTTP: a request is verified before anybody reads it, and only then Bolt gets it. */
export function createSlackRoute(deps: SlackDeps, signingSecret: Secret): SlackRoute {
  const app = slackApp(deps, { init: () => undefined, start: async () => undefined, stop: async () => undefined });
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await readRaw(request);
    if (raw === null) return void response.writeHead(413).end();
    const verdict = await verifySlackRequest(
      { signingSecret, admission: deps.admission, now: Date.now },
      {
        timestamp: onlyOne(request, "x-slack-request-timestamp"),
        signature: onlyOne(request, "x-slack-signature"),
        body: raw,
      },
    );
    if (verdict !== "genuine") return void response.writeHead(STATUS[verdict]).end();
    const body = parseBody(request, raw.toString("utf8"));
    if (body === null) return void response.writeHead(400).end();
    const challenge = challengeSchema.safeParse(body);
    if (challenge.success) return answer(response, { challenge: challenge.data.challenge });
    await app.processEvent({ body, ack: async (given) => answer(response, given) });
    // Bolt has nobody for it: Slack would send it again.
    if (!response.headersSent) response.writeHead(200).end();
  };
  return (request, response) => {
    if (request.method !== "POST" || !PATHS.has(request.url ?? "")) return false;
    take(request, response).catch((error: unknown) => {
      deps.logger.error({ error }, "a request of Slack broke");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
    return true;
  };
}

const FORMS: Readonly<Record<string, (deps: SlackDeps, body: unknown) => Promise<FormProblems>>> = {
  deny: submitDenial,
  change: submitChange,
  grant: submitGrant,
};

/** The app, whatever way requests come to it. They were verified before. */
export function slackApp(deps: SlackDeps, receiver: Receiver): App {
  const app = new App({
    receiver,
    // Which workspace's token speaks follows from the approval, not from who asks.
    authorize: async () => ({}),
    convoStore: false,
    logger: SILENT,
  });
  app.action(/^(approve|deny|change|grant)$/, async ({ ack, body }) => {
    await ack();
    await press(deps, body);
  });
  app.action("view", ({ ack }) => ack());
  for (const [form, submit] of Object.entries(FORMS)) {
    app.view(form, async ({ ack, body }) => {
      const errors = await submit(deps, body);
      await (errors === null ? ack() : ack({ response_action: "errors", errors: { ...errors } }));
    });
  }
  app.event("app_home_opened", ({ body }) => showHome(deps, body));
  app.event("app_uninstalled", ({ body }) => endInstallations(deps, body));
  app.event("tokens_revoked", ({ body }) => endRevoked(deps, body));
  app.error(async (error) => deps.logger.error({ error: error.code }, "an interaction of Slack broke"));
  return app;
}

async function readRaw(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function onlyOne(request: IncomingMessage, name: string): string | undefined {
  const [value, ...more] = request.headersDistinct[name] ?? [];
  return more.length === 0 ? value : undefined;
}

const bodySchema = z.record(z.string(), z.unknown());

/** JSON, or a form with JSON in `payload`; null for anything else. */
function parseBody(request: IncomingMessage, text: string): Record<string, unknown> | null {
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const json = isForm ? new URLSearchParams(text).get("payload") : text;
  try {
    return bodySchema.parse(JSON.parse(json ?? ""));
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, given: unknown): void {
  if (given === undefined || given === "") return void response.writeHead(200).end();
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(given));
}
