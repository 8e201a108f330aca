import { connect, type Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/** One answer. `body` is a view that is only good until the next request. */
export interface RawAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One keep-alive HTTP/1.1 connection that sends prepared bytes and reads one answer at a time. It does nothing else, so
 * that the load generator costs as little as a generator in JavaScript can.
 */
export class RawConnection {
  readonly #socket: Socket;
  #held: Buffer = Buffer.alloc(0);
  #onAnswer: ((answer: RawAnswer) => void) | null = null;
  #onError: (error: Error) => void;

  private constructor(socket: Socket, onError: (error: Error) => void) {
    this.#socket = socket;
    this.#onError = onError;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (error) => this.#onError(error));
    socket.on(
      "close",
      () => this.#onAnswer && this.#onError(new Error("the connection was closed while a call was out")),
    );
  }

  /** Connects. Later trouble of the connection goes to `onError`. */
  static open(url: URL, onError: (error: Error) => void): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname);
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new RawConnection(socket, onError));
      });
    });
  }

  /** Sends one request; the one before must have been answered. */
  send(bytes: Buffer, onAnswer: (answer: RawAnswer) => void): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(bytes);
  }

  close(): void {
    this.#onError = () => {};
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const headEnd = this.#held.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#held.toString("latin1", 0, headEnd);
    const body = CHUNKED.test(head)
      ? readChunks(this.#held, headEnd + 4)
      : readLength(this.#held, headEnd + 4, Number(LENGTH.exec(head)?.[1] ?? 0));
    if (!body) return;
    const onAnswer = this.#onAnswer;
    this.#onAnswer = null;
    this.#held = Buffer.alloc(0);
    onAnswer?.({ status: Number(head.slice(9, 12)), body });
  }
}

function readLength(held: Buffer, from: number, length: number): Buffer | null {
  return held.length >= from + length ? held.subarray(from, from + length) : null;
}

function readChunks(held: Buffer, from: number): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const lineEnd = held.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(held.toString("latin1", at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (held.length < end) return null;
    if (size === 0) return Buffer.concat(parts);
    parts.push(held.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
