import type { RpcMessage, RpcNotification, RpcRequest } from "../wire/messages.ts";
import { createSseReader, type SseEvent } from "../wire/sse.ts";
import type { Dialect } from "./envelope.ts";
import type { ExchangeControl } from "./exchange.ts";
import { type Received, readReceived } from "./read-response.ts";

export interface StreamContext {
  readonly id: string | number;
  readonly dialect: Dialect;
  readonly limits: { readonly maxBytes: number };
  readonly onNotification?: ((notification: RpcNotification) => void) | undefined;
}

/** More requests than this inside one call go unanswered: an upstream mustn't make us its sender of requests. */
const MAX_ANSWERED = 16;
const LONGEST_RETRY_MS = 30_000;

/** Reads a call's streams until the answer to its id. A call may need more than one when the first breaks. */
export class StreamedAnswer {
  private readonly context: StreamContext;
  /** Gets what the upstream asks of us (handshake era). */
  private readonly onRequest: (request: RpcRequest) => void;
  private total = 0;
  private answered = 0;
  answer: Received | null = null;
  /** Of the last event that had one; empty when none had. */
  lastEventId = "";
  /** The pause the upstream asked for before a stream is opened again, ms. */
  retryMs: number | null = null;

  constructor(context: StreamContext, onRequest: (request: RpcRequest) => void) {
    this.context = context;
    this.onRequest = onRequest;
  }

  /** Takes the bytes of one more stream. */
  start(control: ExchangeControl): (chunk: Buffer) => void {
    const reader = createSseReader();
    return (chunk) => {
      if (this.answer !== null) return;
      this.total += chunk.length;
      if (this.total > this.context.limits.maxBytes) {
        control.fail("too_large");
        return;
      }
      for (const event of reader.push(chunk)) {
        this.take(event);
        if (this.answer === null) continue;
        control.finish();
        return;
      }
    };
  }

  private take({ id, retryMs, data, event }: SseEvent): void {
    if (EVENT_ID.test(id)) this.lastEventId = id;
    if (retryMs !== null) this.retryMs = Math.min(retryMs, LONGEST_RETRY_MS);
    if (data === "" || event !== "message") return;
    const received = readReceived(data, this.context.id);
    if (received.type === "other") this.takeOther(received.message);
    // What isn't MCP on a stream may be noise of some proxy: the answer may still come.
    else if (received.type !== "invalid") this.answer = received;
  }

  private takeOther(message: RpcMessage): void {
    if (message.type === "notification") this.context.onNotification?.(message);
    else if (message.type === "request" && this.context.dialect.era === "legacy" && this.answered < MAX_ANSWERED) {
      this.answered += 1;
      this.onRequest(message);
    }
  }
}

/** An id that can stand in a header as it is. */
const EVENT_ID = /^[!-~]{1,1024}$/;
