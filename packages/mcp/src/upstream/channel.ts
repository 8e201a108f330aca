import { isJsonObject, type JsonObject } from "@countersign/core";
import { RPC } from "../wire/error-codes.ts";
import type { RequestId, RpcNotification, RpcRequest } from "../wire/messages.ts";
import { createSseReader } from "../wire/sse.ts";
import { errorJson, notificationJson, type RawJson, resultJson } from "../wire/write-message.ts";
import { type Dialect, dialectHeaders, postHeaders, type Wire } from "./envelope.ts";
import { type ExchangeControl, type ExchangeResult, exchange, type ResponseHead, type Target } from "./exchange.ts";
import { exchangeFailure, malformed, rpcFailure, statusFailure } from "./failures.ts";
import { pause } from "./pause.ts";
import { bodyText, type Received, readReceived } from "./read-response.ts";
import { type StreamedAnswer, takeStream } from "./streamed-answer.ts";
import type { UpstreamFailure } from "./types.ts";

export interface ChannelLimits {
  readonly sendMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  readonly maxBytes: number;
}

export interface Sending {
  readonly wire: Wire;
  readonly id: RequestId;
  readonly dialect: Dialect;
  readonly limits: ChannelLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onNotification?: ((notification: RpcNotification) => void) | undefined;
}

export type Answer =
  | { readonly ok: true; readonly raw: RawJson; readonly value: JsonObject; readonly head: ResponseHead }
  | { readonly ok: false; readonly failure: UpstreamFailure };

/** Requests and notifications over HTTP to one upstream. Holds no session: the dialect comes with each request. */
export interface Channel {
  request(sending: Sending): Promise<Answer>;
  notify(dialect: Dialect, method: string, params?: JsonObject): Promise<void>;
  endSession(dialect: Dialect): Promise<void>;
  /** Reads a stream of server messages until it ends. The status is null when there was no answer. */
  listen(listening: Listening): Promise<{ readonly status: number | null }>;
}

export interface Listening {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RawJson | null;
  readonly dialect: Dialect;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  /** Called with the method of each notification. */
  readonly onMethod: (method: string) => void;
}

/** An event on a stream of server messages may be this long, bytes; the stream itself has no end. */
const MAX_EVENT_BYTES = 1_048_576;

/** How often a call's broken stream is taken up again, and after how long if the upstream doesn't say, ms. */
const MAX_RESUMES = 20;
const RESUME_PAUSE_MS = 1000;
const SIDE_MS = 5000;
const SIDE_BYTES = 65_536;

/** `headers` are asked for each request, so a refreshed credential is used at once. */
export function createChannel(target: Target, headers: () => Readonly<Record<string, string>>): Channel {
  const side = { sendMs: SIDE_MS, idleMs: SIDE_MS, totalMs: SIDE_MS, maxBytes: SIDE_BYTES };

  const post = async (dialect: Dialect, body: RawJson): Promise<void> => {
    await exchange(target, { method: "POST", headers: withOurs(headers(), postHeaders(dialect)), body, ...side });
  };

  const request = async (sending: Sending): Promise<Answer> => {
    const { wire, signal, limits, dialect, id } = sending;
    const until = performance.now() + limits.totalMs;
    // Nothing an upstream asks of us mid-call may hang: we have declared no capability.
    const taken = takeStream(sending, (asked) => void post(dialect, answerTo(asked)));
    const go = (
      method: "POST" | "GET",
      own: Readonly<Record<string, string>>,
      totalMs: number,
    ): Promise<ExchangeResult> => {
      const control: ExchangeControl = { finish: () => {}, fail: () => {} };
      const onStart = (head: ResponseHead): ((chunk: Buffer) => void) | null =>
        head.status === 200 && isEventStream(head) ? taken.start(control) : null;
      const body = method === "POST" ? wire.body : null;
      const parts = { method, headers: withOurs(headers(), own), body, signal, ...limits, totalMs, onStart };
      return exchange(target, parts, control);
    };
    let result = await go("POST", wire.headers, limits.totalMs);
    for (let tries = 0; tries < MAX_RESUMES && mayResume(dialect, result, taken); tries += 1) {
      await pause(Math.min(taken.retryMs ?? RESUME_PAUSE_MS, until - performance.now()), signal);
      const resumeHeaders = {
        accept: "text/event-stream",
        "last-event-id": taken.lastEventId,
        ...dialectHeaders(dialect),
      };
      const resumed = await go("GET", resumeHeaders, Math.max(1, until - performance.now()));
      if (taken.answer !== null) break;
      const isOver = resumed.ok ? !isStream(resumed) : resumed.failure === "connect";
      if (isOver) break;
      result = resumed.ok ? resumed : { ...resumed, wasSent: true };
    }
    return toAnswer(result, taken.answer, id);
  };

  return {
    request,
    notify: (dialect, method, params) => post(dialect, notificationJson(method, params)),
    async listen(listening) {
      const { method, headers: own, body, signal, dialect, onOpen, onMethod } = listening;
      const control: ExchangeControl = { finish: () => {}, fail: () => {} };
      const onStart = (head: ResponseHead): ((chunk: Buffer) => void) | null => {
        if (head.status !== 200 || !isEventStream(head)) return null;
        onOpen();
        return readServerMessages({ control, onMethod, onRequest: (asked) => void post(dialect, answerTo(asked)) });
      };
      const times = { sendMs: SIDE_MS, idleMs: 0, totalMs: 0, maxBytes: SIDE_BYTES };
      const merged = withOurs(headers(), own);
      const result = await exchange(target, { method, headers: merged, body, signal, ...times, onStart }, control);
      return { status: result.head?.status ?? null };
    },
    async endSession(dialect) {
      await exchange(target, {
        method: "DELETE",
        headers: withOurs(headers(), dialectHeaders(dialect)),
        body: null,
        ...side,
      });
    },
  };
}

interface MessageTaker {
  readonly control: ExchangeControl;
  readonly onMethod: (method: string) => void;
  readonly onRequest: (request: RpcRequest) => void;
}

function readServerMessages(taker: MessageTaker): (chunk: Buffer) => void {
  const reader = createSseReader();
  return (chunk) => {
    for (const event of reader.push(chunk)) {
      const received = event.data === "" ? null : readReceived(event.data, NO_REQUEST);
      if (received?.type !== "other") continue;
      if (received.message.type === "notification") taker.onMethod(received.message.method);
      else if (received.message.type === "request") taker.onRequest(received.message);
    }
    if (reader.pending > MAX_EVENT_BYTES) taker.control.fail("too_large");
  };
}

/** An id that we never give. */
const NO_REQUEST = "-";

function answerTo(asked: RpcRequest): RawJson {
  if (asked.method === "ping") return resultJson(asked.id, "{}");
  return errorJson(asked.id, { code: RPC.methodNotFound, message: "this client answers no requests" });
}

/** A stream with event ids that ended early can be taken up again: servers of the handshake era close streams to save connections. */
function mayResume(dialect: Dialect, result: ExchangeResult, taken: StreamedAnswer): boolean {
  if (dialect.era !== "legacy" || taken.answer !== null || taken.lastEventId === "") return false;
  return result.ok ? isStream(result) : result.failure === "connection";
}

function isStream(result: ExchangeResult): boolean {
  return result.head?.status === 200 && isEventStream(result.head);
}

function toAnswer(result: ExchangeResult, streamed: Received | null, id: RequestId): Answer {
  if (streamed !== null) {
    const head = result.ok ? result.head : { status: 200, headers: {} };
    return receivedAnswer(streamed, head);
  }
  if (!result.ok) return { ok: false, failure: exchangeFailure(result) };
  const { head, body } = result;
  if (head.status === 200 && isEventStream(head)) {
    const lost = { ok: false, failure: "connection", wasSent: true, head, cause: "stream_ended" } as const;
    return { ok: false, failure: exchangeFailure(lost) };
  }
  const text = bodyText(body);
  const received = text === null || text === "" ? null : readReceived(text, id);
  if (received?.type === "error") return { ok: false, failure: rpcFailure(received.error, head.status) };
  if (head.status !== 200) return { ok: false, failure: statusFailure(head.status) };
  return received === null ? { ok: false, failure: malformed(head.status) } : receivedAnswer(received, head);
}

function receivedAnswer(received: Received, head: ResponseHead): Answer {
  if (received.type === "result") return { ok: true, raw: received.raw, value: received.value, head };
  if (received.type === "error") return { ok: false, failure: rpcFailure(received.error, head.status) };
  return { ok: false, failure: malformed(head.status) };
}

/** The connection's own headers beside ours (in lower case): a configured header never replaces one the protocol needs. */
function withOurs(
  own: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const merged: Record<string, string> = { ...ours };
  for (const [name, value] of Object.entries(own)) {
    const lower = name.toLowerCase();
    if (!RESERVED.test(lower)) merged[lower] = value;
  }
  return merged;
}

const RESERVED = /^(?:mcp-.*|host|content-length|content-type|accept|connection|transfer-encoding|upgrade|expect)$/;

function isEventStream(head: ResponseHead): boolean {
  const type = head.headers["content-type"];
  return typeof type === "string" && /^text\/event-stream\s*(?:;|$)/i.test(type);
}

/** The first value of a response header. */
export function headerText(head: ResponseHead, name: string): string | null {
  const value = head.headers[name];
  return typeof value === "string" ? value : (value?.[0] ?? null);
}

/** The `supported` versions in an unsupported-version error's data. */
export function supportedIn(data: unknown): readonly string[] {
  if (!isJsonObject(data) || !Array.isArray(data["supported"])) return [];
  return data["supported"].filter((version): version is string => typeof version === "string");
}
