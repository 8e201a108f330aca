import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A message as the device it is for reads it. */
export interface FakePush {
  /** Which device, by the order in which they signed up. */
  readonly device: number;
  readonly text: string;
  readonly ttlS: number;
  readonly urgency: string;
  readonly topic: string;
  /** The `sub` of the sender's token. */
  readonly sender: string;
}

/** What a browser gives a page that signs up. */
export interface FakePushSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface FakePushService {
  readonly url: string;
  /** Signs a device up for messages of the sender with this VAPID key. */
  signUp(applicationServerKey: string): FakePushSubscription;
  /** What devices were told, in order. */
  messages(): readonly FakePush[];
  /** Statuses of the next answers, one each, instead of taking the message. */
  answerNext(...answers: { readonly status: number; readonly retryAfterS?: number }[]): void;
  close(): Promise<void>;
}

interface FakeDevice {
  readonly keys: ECDH;
  readonly auth: Buffer;
  readonly senderKey: string;
}

/**
 * A push service and its devices on a free port of loopback. It takes only what RFC 8030 asks for, from a sender who
 * proves by RFC 8292 to have the key of the sign-up; devices read what is encrypted for them by RFC 8291.
 */
export async function startFakePushService(): Promise<FakePushService> {
  const devices: FakeDevice[] = [];
  const taken: FakePush[] = [];
  const answers: { readonly status: number; readonly retryAfterS?: number }[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const trouble = answers.shift();
    if (trouble) {
      const retry = trouble.retryAfterS === undefined ? {} : { "retry-after": String(trouble.retryAfterS) };
      return void response.writeHead(trouble.status, retry).end();
    }
    const at = Number(/^\/push\/(\d+)$/.exec(request.url ?? "")?.[1]);
    const device = devices[at];
    if (!device) return void response.writeHead(404).end();
    const sender = senderOf(request, device);
    if (sender === null) return void response.writeHead(403).end();
    const header = (name: string) => String(request.headers[name] ?? "");
    const isWhole = /^\d+$/.test(header("ttl")) && header("content-encoding") === "aes128gcm";
    if (request.method !== "POST" || !isWhole) return void response.writeHead(400).end();
    const text = decrypt(Buffer.concat(parts), device);
    taken.push({
      device: at,
      text,
      ttlS: Number(header("ttl")),
      urgency: header("urgency"),
      topic: header("topic"),
      sender,
    });
    response.writeHead(201).end();
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    signUp: (applicationServerKey) => {
      const keys = createECDH("prime256v1");
      const p256dh = keys.generateKeys("base64url");
      const auth = randomBytes(16);
      const at = devices.push({ keys, auth, senderKey: applicationServerKey }) - 1;
      return { endpoint: `${url}/push/${at}`, p256dh, auth: auth.toString("base64url") };
    },
    messages: () => taken,
    answerNext: (...next) => void answers.push(...next),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Who sends, by a token that the key of the sign-up has signed for this service; null when it isn't that. */
function senderOf(request: IncomingMessage, { senderKey }: FakeDevice): string | null {
  const [, token = "", key = ""] = /^vapid t=([^,]+), ?k=(.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  if (key !== senderKey || JSON.parse(fromBase64(head).toString()).alg !== "ES256") return null;
  const point = fromBase64(key);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString("base64url"));
  const jwk = { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" };
  const publicKey = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" } as const;
  if (!verify("sha256", Buffer.from(`${head}.${claims}`), publicKey, fromBase64(signature))) return null;
  const { aud, exp, sub } = JSON.parse(fromBase64(claims).toString());
  const leftS = exp - Date.now() / 1_000;
  const isGood = aud === `http://${request.headers.host}` && leftS > 0 && leftS <= 86_400;
  return isGood && /^(https:|mailto:)/.test(sub) ? String(sub) : null;
}

/** RFC 8188 with the keys of RFC 8291, one record. Throws when it isn't for this device. */
function decrypt(message: Buffer, { keys, auth }: FakeDevice): string {
  const salt = message.subarray(0, 16);
  const keyLength = message.readUInt8(20);
  const senderPoint = message.subarray(21, 21 + keyLength);
  const sealed = message.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), keys.getPublicKey(), senderPoint]);
  const secret = Buffer.from(hkdfSync("sha256", keys.computeSecret(senderPoint), auth, info, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync("sha256", secret, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0) throw new Error("the last record of a message ends with 2");
  return padded.subarray(0, end).toString();
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, "base64url");
}
