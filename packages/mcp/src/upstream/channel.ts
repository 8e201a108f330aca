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
import { StreamedAnswer } from "./streamed-answer.ts";
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
  readonly headers: Record<string, string>;
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

/** The streams of one call: made when the upstream first answers with one. */
interface Stream {
  taken: StreamedAnswer | null;
}

interface Step {
  readonly method: "POST" | "GET";
  readonly headers: Record<string, string>;
  readonly body: RawJson | null;
  readonly totalMs: number;
}

interface Lost {
  /** When the call's time is over, on the monotonic clock. */
  readonly until: number;
  readonly result: ExchangeResult;
}

const SIDE = { sendMs: SIDE_MS, idleMs: SIDE_MS, totalMs: SIDE_MS, maxBytes: SIDE_BYTES };

/** `headers` are asked for each request, so a refreshed credential is used at once. */
export function createChannel(target: Target, headers: () => Readonly<Record<string, string>>): Channel {
  return new HttpChannel(target, headers);
}

class HttpChannel implements Channel {
  private readonly target: Target;
  private readonly headers: () => Readonly<Record<string, string>>;

  constructor(target: Target, headers: () => Readonly<Record<string, string>>) {
    this.target = target;
    this.headers = headers;
  }

  async request(sending: Sending): Promise<Answer> {
    const { wire, limits, id } = sending;
    const stream: Stream = { taken: null };
    const until = performance.now() + limits.totalMs;
    let result = await this.go(sending, stream, { method: "POST", ...wire, totalMs: limits.totalMs });
    const { taken } = stream;
    if (taken !== null && mayResume(sending.dialect, result, taken)) {
      result = await this.resume(sending, taken, { until, result });
    }
    return toAnswer(result, taken?.answer ?? null, id);
  }

  notify(dialect: Dialect, method: string, params?: JsonObject): Promise<void> {
    return this.post(dialect, notificationJson(method, params));
  }

  async endSession(dialect: Dialect): Promise<void> {
    const headers = withOurs(this.headers(), dialectHeaders(dialect));
    await exchange(this.target, { method: "DELETE", headers, body: null, ...SIDE });
  }

  async listen(listening: Listening): Promise<{ readonly status: number | null }> {
    const { method, body, signal, dialect, onOpen, onMethod } = listening;
    const onRequest = (asked: RpcRequest): void => void this.post(dialect, answerTo(asked));
    const onStart = (head: ResponseHead, control: ExchangeControl): ((chunk: Buffer) => void) | null => {
      if (head.status !== 200 || !isEventStream(head)) return null;
      onOpen();
      return readServerMessages({ control, onMethod, onRequest });
    };
    const headers = withOurs(this.headers(), listening.headers);
    const times = { sendMs: SIDE_MS, idleMs: 0, totalMs: 0, maxBytes: SIDE_BYTES };
    const result = await exchange(this.target, { method, headers, body, signal, ...times, onStart });
    return { status: result.head?.status ?? null };
  }

  private async post(dialect: Dialect, body: RawJson): Promise<void> {
    const headers = withOurs(this.headers(), postHeaders(dialect));
    await exchange(this.target, { method: "POST", headers, body, ...SIDE });
  }

  private go(sending: Sending, stream: Stream, step: Step): Promise<ExchangeResult> {
    const { signal, limits, dialect } = sending;
    return exchange(this.target, {
      method: step.method,
      headers: withOurs(this.headers(), step.headers),
      body: step.body,
      signal,
      sendMs: limits.sendMs,
      idleMs: limits.idleMs,
      totalMs: step.totalMs,
      maxBytes: limits.maxBytes,
      onStart: (head, control) => {
        if (head.status !== 200 || !isEventStream(head)) return null;
        // Nothing an upstream asks of us mid-call may hang: we have declared no capability.
        stream.taken ??= new StreamedAnswer(sending, (asked) => void this.post(dialect, answerTo(asked)));
        return stream.taken.start(control);
      },
    });
  }

  /** Takes the stream up again until it brings the answer. GETs only: nothing is run twice. */
  private async resume(sending: Sending, taken: StreamedAnswer, lost: Lost): Promise<ExchangeResult> {
    const { dialect, signal } = sending;
    let { result } = lost;
    for (let tries = 0; tries < MAX_RESUMES && mayResume(dialect, result, taken); tries += 1) {
      await pause(Math.min(taken.retryMs ?? RESUME_PAUSE_MS, lost.until - performance.now()), signal);
      const headers = dialectHeaders(dialect);
      headers["accept"] = "text/event-stream";
      headers["last-event-id"] = taken.lastEventId;
      const totalMs = Math.max(1, lost.until - performance.now());
      const resumed = await this.go(sending, { taken }, { method: "GET", headers, body: null, totalMs });
      const isOver = resumed.ok ? !isStream(resumed) : resumed.failure === "connect";
      if (isOver && taken.answer === null) return result;
      result = resumed.ok ? resumed : { ...resumed, wasSent: true };
    }
    return result;
  }
}

interface MessageTaker {
  readonly control: ExchangeControl;
  readonly onMethod: (method: string) => void;
  readonly onRequest: (request: RpcRequest) => void;
}

function readServerMessages(taker: MessageTaker): (chunk: Buffer) => void {
  const reader = createSseReader();
  let asked = 0;
  return (chunk) => {
    for (const event of reader.push(chunk)) {
      const received = event.data === "" ? null : readReceived(event.data, NO_REQUEST);
      if (received?.type !== "other") continue;
      if (received.message.type === "notification") taker.onMethod(received.message.method);
      else if (received.message.type === "request" && asked < MAX_ASKED) {
        asked += 1;
        taker.onRequest(received.message);
      }
    }
    if (reader.pending > MAX_EVENT_BYTES) taker.control.fail("too_large");
  };
}

/** More requests than this on one stream go unanswered: an upstream mustn't make us its sender of requests. */
const MAX_ASKED = 64;
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
  if (head.status !== 200) return { ok: false, failure: statusFailure(head) };
  return received === null ? { ok: false, failure: malformed(head.status) } : receivedAnswer(received, head);
}

function receivedAnswer(received: Received, head: ResponseHead): Answer {
  if (received.type === "result") return { ok: true, raw: received.raw, value: received.value, head };
  if (received.type === "error") return { ok: false, failure: rpcFailure(received.error, head.status) };
  return { ok: false, failure: malformed(head.status) };
}

/** Adds the connection's own headers to ours (in lower case): a configured header never replaces one the protocol needs. */
function withOurs(own: Readonly<Record<string, string>>, ours: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(own)) {
    const lower = name.toLowerCase();
    if (!RESERVED.test(lower)) ours[lower] = value;
  }
  return ours;
}

const RESERVED =
  /^(?:mcp-.*|last-event-id|host|content-length|content-type|accept|connection|transfer-encoding|upgrade|expect)$/;

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
