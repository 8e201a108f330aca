import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { ClientFacts } from "../pipeline/call.ts";

const dataSchema = z.object({ name: z.string().nullable(), version: z.string().nullable() });
const MAX_KEPT = 10_000;
const MAX_TEXT = 100;

/** A new session id: 128 random bits. */
export function newSessionId(): string {
  return randomBytes(16).toString("hex");
}

/** Under which a session stands in Redis; the id itself never does. */
export function sessionIdHash(sessionId: string): string {
  return createHash("sha256").update(sessionId).digest("hex");
}

/** What a client calls itself, cut to what is worth keeping. */
export function clientFacts(info: { readonly name: string; readonly version: string } | null): ClientFacts {
  return info
    ? { name: info.name.slice(0, MAX_TEXT), version: info.version.slice(0, MAX_TEXT) }
    : { name: null, version: null };
}

/** What is stored with a session. */
export function sessionData(client: ClientFacts): string {
  return JSON.stringify(client);
}

/**
 * Which client opened a session, remembered so that a call needs no look at Redis before its admission. Redis stays the
 * truth: whether a session lives is checked there each time.
 */
export class SessionClients {
  readonly #clients = new Map<string, ClientFacts>();

  get(idHash: string): ClientFacts | null {
    return this.#clients.get(idHash) ?? null;
  }

  set(idHash: string, client: ClientFacts): void {
    if (this.#clients.size >= MAX_KEPT) this.#clients.clear();
    this.#clients.set(idHash, client);
  }

  /** Reads what was stored with a session; unknown when it can't be read. */
  learn(idHash: string, data: string | null): ClientFacts {
    const parsed = dataSchema.safeParse(parse(data));
    const client = parsed.success ? parsed.data : { name: null, version: null };
    this.set(idHash, client);
    return client;
  }
}

function parse(data: string | null): unknown {
  try {
    return data === null ? null : JSON.parse(data);
  } catch {
    return null;
  }
}
