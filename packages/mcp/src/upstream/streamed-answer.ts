import type { RpcMessage, RpcNotification, RpcRequest } from "../wire/messages.ts";
import { createSseReader } from "../wire/sse.ts";
import type { Dialect } from "./envelope.ts";
import type { ExchangeControl } from "./exchange.ts";
import { type Received, readReceived } from "./read-response.ts";

/** What the streams of one call have brought so far. A call may need more than one when the first breaks. */
export interface StreamedAnswer {
  readonly answer: Received | null;
  /** Of the last event that had one; empty when none had. */
  readonly lastEventId: string;
  /** The pause the upstream asked for before a stream is opened again, ms. */
  readonly retryMs: number | null;
  /** Takes the bytes of one more stream. */
  start(control: ExchangeControl): (chunk: Buffer) => void;
}

export interface StreamContext {
  readonly id: string | number;
  readonly dialect: Dialect;
  readonly limits: { readonly maxBytes: number };
  readonly onNotification?: ((notification: RpcNotification) => void) | undefined;
}

/** More requests than this inside one call go unanswered: an upstream mustn't make us its sender of requests. */
const MAX_ANSWERED = 16;
const LONGEST_RETRY_MS = 30_000;

/** Reads a call's streams until the answer to its id. `onRequest` gets what the upstream asks of us (handshake era). */
export function takeStream(context: StreamContext, onRequest: (request: RpcRequest) => void): StreamedAnswer {
  let answer: Received | null = null;
  let lastEventId = "";
  let retryMs: number | null = null;
  let total = 0;
  let answered = 0;

  const takeOther = (message: RpcMessage): void => {
    if (message.type === "notification") context.onNotification?.(message);
    else if (message.type === "request" && context.dialect.era === "legacy" && answered < MAX_ANSWERED) {
      answered += 1;
      onRequest(message);
    }
  };

  const start = (control: ExchangeControl): ((chunk: Buffer) => void) => {
    const reader = createSseReader();
    return (chunk) => {
      if (answer !== null) return;
      total += chunk.length;
      if (total > context.limits.maxBytes) return control.fail("too_large");
      for (const event of reader.push(chunk)) {
        if (event.id !== "" && /^[!-~]{1,1024}$/.test(event.id)) lastEventId = event.id;
        if (event.retryMs !== null) retryMs = Math.min(event.retryMs, LONGEST_RETRY_MS);
        if (event.data === "" || event.event !== "message") continue;
        const received = readReceived(event.data, context.id);
        if (received.type === "other") takeOther(received.message);
        // What isn't MCP on a stream may be noise of some proxy: the answer may still come.
        if (received.type === "other" || received.type === "invalid") continue;
        answer = received;
        return control.finish();
      }
    };
  };

  return {
    get answer() {
      return answer;
    },
    get lastEventId() {
      return lastEventId;
    },
    get retryMs() {
      return retryMs;
    },
    start,
  };
}
