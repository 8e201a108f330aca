import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { z } from "zod";
import type { FakeSlackSend } from "./fake-slack-people.ts";

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const PATIENCE_MS = 30_000;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/** Socket Mode: whoever opened a connection gets what people do, and says that they have it. */
export interface FakeSlackSocket {
  /** Where to connect, once. */
  openUrl(): string;
  send: FakeSlackSend;
  /** Asks whoever is connected to come again, as Slack does every few hours. */
  refresh(): void;
  /** How often somebody has connected. */
  connections(): number;
  close(): void;
}

/** Serves WebSockets on the fake's own server; just as much of them as Socket Mode needs. */
export function createSocket(server: Server, address: () => string): FakeSlackSocket {
  const tickets = new Set<string>();
  const waiting = new Map<string, (payload: unknown) => void>();
  let live: Duplex | null = null;
  let connections = 0;
  const arrived = new Set<() => void>();
  const take = (socket: Duplex, { opcode, payload }: Frame): void => {
    if (opcode === PING) socket.write(frameOf(PONG, payload));
    if (opcode === CLOSE) socket.end(frameOf(CLOSE, payload));
    if (opcode !== TEXT) return;
    const { envelope_id: id, payload: said } = ackSchema.parse(JSON.parse(payload.toString("utf8")));
    waiting.get(id)?.(said ?? null);
  };
  server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => socket.destroy());
    const ticket = new URL(request.url ?? "", "http://slack.test").searchParams.get("ticket") ?? "";
    const key = request.headers["sec-websocket-key"];
    if (!tickets.delete(ticket) || key === undefined) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    socket.write(upgraded(key));
    let rest: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      const read = framesOf(Buffer.concat([rest, chunk]));
      rest = read.rest;
      for (const frame of read.frames) take(socket, frame);
    });
    socket.on("close", () => {
      if (live === socket) live = null;
    });
    live = socket;
    connections += 1;
    socket.write(textFrame({ type: "hello", num_connections: 1, connection_info: { app_id: "A0FAKE" } }));
    for (const tell of arrived) tell();
  });
  const connected = async (): Promise<Duplex> => {
    if (!live) await new Promise<void>((resolve) => arrived.add(resolve));
    return live ?? Promise.reject(new Error("nobody stays connected"));
  };
  return {
    openUrl: () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `ws://${address()}/link?ticket=${ticket}`;
    },
    send: async (payload) => {
      const [id, socket] = [randomUUID(), await connected()];
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("the app acknowledges nothing")), PATIENCE_MS);
        waiting.set(id, (said) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(said);
        });
        socket.write(textFrame({ envelope_id: id, type: "interactive", accepts_response_payload: true, payload }));
      });
    },
    refresh: () => void live?.write(textFrame({ type: "disconnect", reason: "refresh_requested" })),
    connections: () => connections,
    close: () => void live?.destroy(),
  };
}

function upgraded(key: string): string {
  const accept = createHash("sha1").update(`${key}${MAGIC}`).digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The whole frames at the beginning of what has arrived. */
function framesOf(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let at = 0;
  while (bytes.length - at >= 2) {
    const short = bytes.readUInt8(at + 1) & 0x7f;
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    const head = 2 + extra + 4;
    if (bytes.length - at < head) break;
    const length =
      short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    if (bytes.length - at < head + length) break;
    const mask = bytes.subarray(at + head - 4, at + head);
    const payload = Buffer.from(bytes.subarray(at + head, at + head + length));
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
    frames.push({ opcode: bytes.readUInt8(at) & 0x0f, payload });
    at += head + length;
  }
  return { frames, rest: bytes.subarray(at) };
}

function textFrame(message: object): Buffer {
  return frameOf(TEXT, Buffer.from(JSON.stringify(message)));
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(length < 65_536 ? 126 : 127, 1);
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
