import type { JsonObject, JsonValue } from "@countersign/core";
import { RPC } from "../wire/error-codes.ts";
import { paramHeadersOf, paramHeaderValues } from "../wire/header-values.ts";
import type { RpcNotification } from "../wire/messages.ts";
import type { ProgressUpdate, RawJson } from "../wire/write-message.ts";
import { type Answer, type Channel, type ChannelLimits, createChannel } from "./channel.ts";
import { type Dialect, type OutgoingRequest, writeRequest } from "./envelope.ts";
import { failure, unfinished } from "./failures.ts";
import { type Connected, connectUpstream, type Shaken } from "./handshake.ts";
import { listAllTools } from "./list-tools.ts";
import type { CallRequest, CallSuccess, Upstream, UpstreamFailure, UpstreamOptions } from "./types.ts";
import { watchLists } from "./watch-lists.ts";

const DEFAULTS = {
  sendMs: 5000,
  idleMs: 60_000,
  totalMs: 120_000,
  handshakeMs: 10_000,
  maxResponseBytes: 8_388_608,
  maxTools: 2000,
  maxListBytes: 16_777_216,
};
const VERDICT_MS = 600_000;

/** A client of one MCP server over streamable HTTP, both eras. Nothing is sent before the first use. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const client = new UpstreamClient(options);
  return {
    connect: (signal) => client.connect(signal),
    listTools: (signal) => client.listTools(signal),
    callTool: (request) => client.callTool(request),
    request: (method, params, signal) => client.plainRequest(method, params, signal),
    close: () => client.close(),
  };
}

interface Outgoing {
  readonly request: Omit<OutgoingRequest, "id">;
  readonly limits: ChannelLimits;
  readonly signal?: AbortSignal | undefined;
  readonly onNotification?: ((notification: RpcNotification) => void) | undefined;
}

class UpstreamClient {
  private readonly options: UpstreamOptions;
  private readonly channel: Channel;
  private readonly limits: ChannelLimits;
  private readonly handshakeLimits: ChannelLimits;
  private readonly now: () => number;
  private readonly verdictMs: number;
  private connected: { readonly shaken: Shaken; readonly value: Connected; readonly at: number } | null = null;
  private connecting: Promise<Shaken> | null = null;
  private stopWatching: (() => void) | null = null;
  private lastId = 0;
  private isClosed = false;

  constructor(options: UpstreamOptions) {
    const url = new URL(options.url);
    const target = { dispatcher: options.dispatcher, origin: url.origin, path: `${url.pathname}${url.search}` };
    this.options = options;
    this.channel = createChannel(target, options.headers ?? (() => ({})));
    const { sendMs, idleMs, totalMs, handshakeMs } = { ...DEFAULTS, ...options.timeouts };
    const maxBytes = options.bounds?.maxResponseBytes ?? DEFAULTS.maxResponseBytes;
    this.limits = { sendMs, idleMs, totalMs, maxBytes };
    this.handshakeLimits = { sendMs, idleMs: handshakeMs, totalMs: handshakeMs, maxBytes };
    this.verdictMs = options.verdictMs ?? VERDICT_MS;
    this.now = options.now ?? (() => performance.now());
  }

  async connect(signal?: AbortSignal): ReturnType<Upstream["connect"]> {
    const shaken = await this.ready(signal);
    return shaken.ok ? { ok: true, ...shaken.connected.facts } : shaken.failure;
  }

  async listTools(signal?: AbortSignal): ReturnType<Upstream["listTools"]> {
    const { maxTools = DEFAULTS.maxTools, maxListBytes = DEFAULTS.maxListBytes } = this.options.bounds ?? {};
    return listAllTools((params) => this.plainRequest("tools/list", params, signal), { maxTools, maxListBytes });
  }

  async callTool(call: CallRequest): Promise<CallSuccess | UpstreamFailure> {
    const { name, argumentsJson, inputSchema, onProgress, signal } = call;
    const token = onProgress === undefined ? null : `call-${this.lastId + 1}-${Math.trunc(this.now())}`;
    const request = {
      method: "tools/call",
      params: { name },
      rawParams: { arguments: argumentsJson },
      ...(token === null && call.meta === undefined ? {} : { meta: requestMeta(call.meta, token) }),
      ...(inputSchema === undefined ? {} : { paramHeaders: headersOf(inputSchema, argumentsJson) }),
    };
    const limits = {
      ...this.limits,
      ...(call.totalMs === undefined ? {} : { totalMs: call.totalMs }),
      ...(call.sendMs === undefined ? {} : { sendMs: call.sendMs }),
    };
    const onNotification = onProgress && token !== null ? progressTaker(token, onProgress) : undefined;
    return this.send({ request, limits, signal, onNotification });
  }

  plainRequest(method: string, params: JsonObject, signal?: AbortSignal): Promise<CallSuccess | UpstreamFailure> {
    return this.send({ request: { method, params }, limits: this.limits, signal });
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.stopWatching?.();
    const connected = this.connected?.value;
    this.connected = null;
    if (connected?.dialect.era === "legacy" && connected.dialect.sessionId !== null) {
      await this.channel.endSession(connected.dialect);
    }
    // Resolves when the calls that still run have ended, which nobody here waits for.
    if (this.options.ownsDispatcher === true) void this.options.dispatcher.close();
  }

  /** Sends once; again only where it is certain that nothing ran: no byte was sent, or the session or revision was refused. */
  private async send(outgoing: Outgoing): Promise<CallSuccess | UpstreamFailure> {
    const first = await this.attempt(outgoing);
    if (first.result.ok || !this.maySendAgain(first.result, first.dialect)) return first.result;
    return (await this.attempt(outgoing)).result;
  }

  private async attempt(
    outgoing: Outgoing,
  ): Promise<{ readonly result: CallSuccess | UpstreamFailure; readonly dialect: Dialect | null }> {
    const shaken = this.known() ?? (await this.ready(outgoing.signal));
    if (!shaken.ok) return { result: { ...shaken.failure, mayHaveRun: false }, dialect: null };
    const { dialect } = shaken.connected;
    const id = this.nextId();
    const wire = writeRequest(dialect, { id, ...outgoing.request });
    const { limits, signal, onNotification } = outgoing;
    const answer: Answer = await this.channel.request({ wire, id, dialect, limits, signal, onNotification });
    if (answer.ok) {
      const { raw, value } = answer;
      // We declare no capability that allows other kinds (input_required, task): an agent couldn't go on from them.
      const kind = value["resultType"] ?? "complete";
      if (dialect.era === "modern" && kind !== "complete") return { result: unfinished(answer.head.status), dialect };
      return {
        result: { ok: true, era: dialect.era, result: raw, value, isError: value["isError"] === true },
        dialect,
      };
    }
    this.tellCancelled(answer.failure, dialect, id);
    return { result: answer.failure, dialect };
  }

  private maySendAgain(failed: UpstreamFailure, dialect: Dialect | null): boolean {
    if (dialect === null || this.isClosed) return false;
    if (isSessionLost(failed, dialect) || failed.error?.code === RPC.unsupportedVersion) {
      // Others may have renewed it meanwhile: only the dialect that failed is forgotten.
      if (this.connected?.value.dialect === dialect) this.forget();
      return true;
    }
    return failed.kind === "not_sent" && RETRY_CAUSES.has(failed.cause);
  }

  private tellCancelled(failed: UpstreamFailure, dialect: Dialect, id: number): void {
    const isOurs = failed.kind === "aborted" || failed.kind === "timeout" || failed.kind === "too_large";
    if (dialect.era !== "legacy" || !failed.mayHaveRun || !isOurs) return;
    void this.channel.notify(dialect, "notifications/cancelled", { requestId: id, reason: failed.kind });
  }

  private forget(): void {
    this.connected = null;
    this.stopWatching?.();
    this.stopWatching = null;
  }

  private known(): Shaken | null {
    const { connected, isClosed } = this;
    if (connected === null || isClosed || this.now() - connected.at >= this.verdictMs) return null;
    return connected.shaken;
  }

  /** Finds out the upstream's dialect, by one probe that all waiting calls share. */
  private async ready(signal: AbortSignal | undefined): Promise<Shaken> {
    if (this.isClosed) return { ok: false, failure: CLOSED };
    const known = this.known();
    if (known !== null) return known;
    this.connecting ??= this.shakeHands().finally(() => {
      this.connecting = null;
    });
    return signal === undefined ? this.connecting : raceAbort(this.connecting, signal);
  }

  private async shakeHands(): Promise<Shaken> {
    const before = this.connected?.value;
    const { channel, options, handshakeLimits: limits } = this;
    const nextId = (): number => this.nextId();
    const shaken = await connectUpstream({ channel, clientInfo: options.clientInfo, limits, nextId });
    if (!shaken.ok) return shaken;
    this.forget();
    if (before?.dialect.era === "legacy" && before.dialect.sessionId !== null) void channel.endSession(before.dialect);
    this.connected = { shaken, value: shaken.connected, at: this.now() };
    const { onListChanged } = options;
    if (onListChanged !== undefined && !this.isClosed) {
      this.stopWatching = watchLists({ channel, connected: shaken.connected, nextId, onListChanged });
    }
    return shaken;
  }

  private nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }
}

const CLOSED = failure("not_sent", { mayHaveRun: false, message: "the upstream's client is closed", cause: "closed" });
const ABORTED = failure("aborted", { mayHaveRun: false, message: "the call was cancelled", cause: "aborted" });

/** Connection failures that a second try may cure. A refused address or a dead host stays so. */
const RETRY_CAUSES: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "UND_ERR_INFO"]);

/** 404 with a session is the rule; servers in the wild also answer 400 with a JSON-RPC transport error. */
function isSessionLost(failed: UpstreamFailure, dialect: Dialect): boolean {
  if (dialect.era !== "legacy" || dialect.sessionId === null) return false;
  if (failed.status === 404) return failed.error === null || failed.error.code !== RPC.methodNotFound;
  return failed.status === 400 && failed.error?.code === RPC.transport && /session/i.test(failed.error.message);
}

/** The caller's members of `_meta` without those that are the protocol's, and our progress token. */
function requestMeta(own: JsonObject = {}, token: string | null): JsonObject {
  const meta: JsonObject = {};
  for (const [name, value] of Object.entries(own)) {
    if (name !== "progressToken" && !name.startsWith("io.modelcontextprotocol/")) meta[name] = value;
  }
  if (token !== null) meta["progressToken"] = token;
  return meta;
}

/** Most tools declare no such parameter: then the arguments needn't be decoded. */
function headersOf(inputSchema: JsonValue, argumentsJson: RawJson): Readonly<Record<string, string>> {
  if (paramHeadersOf(inputSchema).length === 0) return {};
  return paramHeaderValues(inputSchema, JSON.parse(argumentsJson) as JsonValue);
}

function progressTaker(token: string, onProgress: (update: ProgressUpdate) => void): (n: RpcNotification) => void {
  return ({ method, params }) => {
    if (method !== "notifications/progress" || params?.["progressToken"] !== token) return;
    const { progress, total, message } = params;
    if (typeof progress !== "number") return;
    onProgress({
      progress,
      ...(typeof total === "number" ? { total } : {}),
      ...(typeof message === "string" ? { message } : {}),
    });
  };
}

function raceAbort(promise: Promise<Shaken>, signal: AbortSignal): Promise<Shaken> {
  if (signal.aborted) return Promise.resolve({ ok: false, failure: ABORTED });
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve({ ok: false, failure: ABORTED });
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
