import type { Dispatcher } from "undici";

export interface ExchangeRequest {
  readonly method: "POST" | "GET" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for a connection, ms: after it, nothing is sent. */
  readonly sendMs: number;
  /** Longest silence of the upstream, ms. 0: any. */
  readonly idleMs: number;
  /** Longest exchange, ms. 0: any. */
  readonly totalMs: number;
  readonly maxBytes: number;
  /** Called with the status and headers; the returned function takes the body's bytes as they come. Null: they are collected. */
  readonly onStart?: (head: ResponseHead, control: ExchangeControl) => ((chunk: Buffer) => void) | null;
}

export interface ResponseHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export type ExchangeFailure =
  | "connect"
  | "send_timeout"
  | "timeout"
  | "aborted"
  | "too_large"
  | "connection"
  | "closed";

export type ExchangeResult =
  | { readonly ok: true; readonly head: ResponseHead; readonly body: Buffer }
  | {
      readonly ok: false;
      readonly failure: ExchangeFailure;
      /** True once undici began to write: from then on the upstream may have seen some of it. */
      readonly wasSent: boolean;
      readonly head: ResponseHead | null;
      /** For logs: names a cause, never content. */
      readonly cause: string;
    };

export interface Target {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
}

class Stopped extends Error {
  readonly failure: ExchangeFailure;
  constructor(failure: ExchangeFailure) {
    super(failure);
    this.failure = failure;
  }
}

/** By it the taker of a stream ends the exchange. */
export interface ExchangeControl {
  /** What has come is the answer; the stream may still end by itself, so its connection can be used again. */
  finish(): void;
  fail(failure: ExchangeFailure): void;
}

/** How long a stream may take to end after its answer before its connection is closed, ms. */
const LINGER_MS = 1000;

/**
 * One HTTP exchange on undici's dispatch. Never rejects. Knows whether any byte may have left: undici calls
 * `onRequestStart` right before it writes, and never for a request that waits for a connection.
 */
export function exchange(target: Target, request: ExchangeRequest): Promise<ExchangeResult> {
  return new Promise((resolve) => new Exchange(request, resolve).start(target));
}

class Exchange implements Dispatcher.DispatchHandler, ExchangeControl {
  private readonly request: ExchangeRequest;
  private readonly resolve: (result: ExchangeResult) => void;
  private controller: Dispatcher.DispatchController | null = null;
  private stopped: ExchangeFailure | null = null;
  private isSettled = false;
  private head: ResponseHead | null = null;
  private sink: ((chunk: Buffer) => void) | null = null;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private sendTimer: NodeJS.Timeout | null = null;
  private totalTimer: NodeJS.Timeout | null = null;
  private linger: NodeJS.Timeout | null = null;
  private readonly onAbort = (): void => this.fail("aborted");

  constructor(request: ExchangeRequest, resolve: (result: ExchangeResult) => void) {
    this.request = request;
    this.resolve = resolve;
  }

  start(target: Target): void {
    const { method, headers, body, signal, sendMs, idleMs, totalMs } = this.request;
    if (signal?.aborted) {
      this.settleFailure("aborted", "aborted");
      return;
    }
    signal?.addEventListener("abort", this.onAbort, { once: true });
    if (totalMs > 0) this.totalTimer = setTimeout(() => this.fail("timeout"), totalMs);
    const times = { headersTimeout: idleMs, bodyTimeout: idleMs };
    try {
      target.dispatcher.dispatch({ origin: target.origin, path: target.path, method, headers, body, ...times }, this);
    } catch (error) {
      this.settleFailure("connect", causeOf(error));
      return;
    }
    if (this.controller === null && !this.isSettled)
      this.sendTimer = setTimeout(() => this.fail("send_timeout"), sendMs);
  }

  finish(): void {
    if (this.isSettled || this.head === null) return;
    this.settle({ ok: true, head: this.head, body: EMPTY });
    this.linger = setTimeout(() => this.controller?.abort(new Stopped("closed")), LINGER_MS);
    this.linger.unref();
  }

  fail(failure: ExchangeFailure): void {
    if (this.isSettled) return;
    this.stopped = failure;
    const controller = this.controller;
    this.settleFailure(failure, failure);
    controller?.abort(new Stopped(failure));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.stopped !== null || this.isSettled) {
      // Given up while waiting for a connection: abort before the first byte is written.
      controller.abort(new Stopped(this.stopped ?? "closed"));
      return;
    }
    this.controller = controller;
    if (this.sendTimer) clearTimeout(this.sendTimer);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHead["headers"]): void {
    if (status < 200 || this.isSettled) return;
    this.head = { status, headers };
    const length = headers["content-length"];
    if (typeof length === "string" && Number(length) > this.request.maxBytes) {
      controller.abort(new Stopped("too_large"));
      return;
    }
    this.sink = this.request.onStart?.(this.head, this) ?? null;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isSettled) return;
    if (this.sink) {
      this.sink(chunk);
      return;
    }
    this.size += chunk.length;
    if (this.size > this.request.maxBytes) controller.abort(new Stopped("too_large"));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.linger) clearTimeout(this.linger);
    const { head, chunks } = this;
    if (head === null) this.settleFailure("connection", "no_response");
    else this.settle({ ok: true, head, body: chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.linger) clearTimeout(this.linger);
    const cause = causeOf(error);
    if (error instanceof Stopped) this.settleFailure(error.failure, error.failure);
    else if (TIMEOUTS.has(cause)) this.settleFailure("timeout", cause);
    else this.settleFailure(this.controller === null ? "connect" : "connection", cause);
  }

  private settleFailure(failure: ExchangeFailure, cause: string): void {
    this.settle({ ok: false, failure, wasSent: this.controller !== null, head: this.head, cause });
  }

  private settle(result: ExchangeResult): void {
    if (this.isSettled) return;
    this.isSettled = true;
    if (this.sendTimer) clearTimeout(this.sendTimer);
    if (this.totalTimer) clearTimeout(this.totalTimer);
    this.request.signal?.removeEventListener("abort", this.onAbort);
    this.resolve(result);
  }
}

const EMPTY = Buffer.alloc(0);
const TIMEOUTS: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** An error's code or class, for logs: never its message, which may quote what was sent. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return code ?? error.name;
}
