import type { ServerResponse } from "node:http";
import { type HttpAnswer, type RawJson, SSE_HEADERS, sseComment, sseEvent } from "@countersign/mcp";

/** The answer to one request: one JSON body, or an event stream once there is something to say before the end. */
export class Reply {
  /** Whether the client takes an event stream. */
  readonly canStream: boolean;
  readonly #response: ServerResponse;
  #isStream = false;

  constructor(response: ServerResponse, canStream: boolean) {
    this.#response = response;
    this.canStream = canStream;
  }

  /** Sends something before the end; a client that takes no stream hears nothing until then. */
  notify(message: RawJson | null): void {
    if (!this.canStream || this.#response.writableEnded || this.#response.destroyed) return;
    this.#open();
    this.#response.write(message === null ? sseComment() : sseEvent(message));
  }

  /** Ends with the answer. */
  end(answer: HttpAnswer): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    if (this.#isStream) {
      if (answer.body) this.#response.write(sseEvent(answer.body.toString("utf8")));
      this.#response.end();
      return;
    }
    writeAnswer(this.#response, answer);
  }

  #open(): void {
    if (this.#isStream) return;
    this.#isStream = true;
    this.#response.writeHead(200, SSE_HEADERS);
    this.#response.flushHeaders();
  }
}

/** Writes a whole answer. */
export function writeAnswer(response: ServerResponse, answer: HttpAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const length = answer.body?.length ?? 0;
  response.writeHead(answer.status, { "content-length": length, ...answer.headers });
  response.end(answer.body ?? undefined);
}
