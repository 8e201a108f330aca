import { isJsonObject, type JsonObject } from "@countersign/core";
import { RPC } from "../wire/error-codes.ts";
import { type Implementation, LATEST_LEGACY_REVISION, MODERN_REVISION, readImplementation } from "../wire/revisions.ts";
import { type Answer, type Channel, type ChannelLimits, headerText, supportedIn } from "./channel.ts";
import { type Dialect, modernDialect, writeRequest } from "./envelope.ts";
import { malformed } from "./failures.ts";
import type { ServerFacts, UpstreamFailure } from "./types.ts";

/** An upstream we know how to speak to. */
export interface Connected {
  readonly dialect: Dialect;
  readonly facts: ServerFacts;
}

export interface HandshakeParts {
  readonly channel: Channel;
  readonly clientInfo: Implementation;
  readonly limits: ChannelLimits;
  readonly nextId: () => number;
}

export type Shaken =
  | { readonly ok: true; readonly connected: Connected }
  | { readonly ok: false; readonly failure: UpstreamFailure };

/** Revisions with a handshake that an upstream may choose, older than those we offer to agents ones included. */
const SPOKEN: readonly string[] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/** Asks `server/discover` first; an upstream that doesn't know it gets `initialize`. */
export async function connectUpstream(parts: HandshakeParts): Promise<Shaken> {
  const probed = await discover(parts);
  return probed === "legacy" ? initialize(parts) : probed;
}

async function discover(parts: HandshakeParts): Promise<Shaken | "legacy"> {
  const { channel, clientInfo, limits, nextId } = parts;
  const dialect = modernDialect(MODERN_REVISION, clientInfo);
  const id = nextId();
  const wire = writeRequest(dialect, { id, method: "server/discover", params: {} });
  const answer = await channel.request({ wire, id, dialect, limits });
  if (!answer.ok) return isLegacySign(answer.failure) ? "legacy" : answer;
  const versions = answer.value["supportedVersions"];
  if (!Array.isArray(versions) || !versions.includes(MODERN_REVISION)) return "legacy";
  return { ok: true, connected: { dialect, facts: factsOf(answer.value, dialect.era, MODERN_REVISION) } };
}

/** Answers that say "I don't know this revision". A refused credential, a failing server and silence say nothing of the era. */
function isLegacySign({ kind, status, error }: UpstreamFailure): boolean {
  if (kind === "rpc_error") {
    if (status === 401 || status === 403) return false;
    return error?.code !== RPC.unsupportedVersion || !supportedIn(error.data).includes(MODERN_REVISION);
  }
  if (kind !== "upstream_error" || status === null) return false;
  return status < 500 && status !== 401 && status !== 403 && status !== 429 && !(status >= 300 && status < 400);
}

async function initialize(parts: HandshakeParts): Promise<Shaken> {
  const { channel, clientInfo, limits, nextId } = parts;
  const opening: Dialect = { era: "legacy", revision: null, sessionId: null };
  const id = nextId();
  const params: JsonObject = {
    protocolVersion: LATEST_LEGACY_REVISION,
    capabilities: {},
    clientInfo: { ...clientInfo },
  };
  const wire = writeRequest(opening, { id, method: "initialize", params });
  const answer: Answer = await channel.request({ wire, id, dialect: opening, limits });
  if (!answer.ok) return answer;
  const revision = answer.value["protocolVersion"];
  if (typeof revision !== "string" || !SPOKEN.includes(revision))
    return { ok: false, failure: malformed(answer.head.status) };
  const dialect: Dialect = { era: "legacy", revision, sessionId: headerText(answer.head, "mcp-session-id") };
  await channel.notify(dialect, "notifications/initialized");
  return { ok: true, connected: { dialect, facts: factsOf(answer.value, "legacy", revision) } };
}

function factsOf(result: JsonObject, era: "modern" | "legacy", revision: string): ServerFacts {
  const meta = isJsonObject(result["_meta"]) ? result["_meta"] : {};
  const info =
    readImplementation(result["serverInfo"]) ?? readImplementation(meta["io.modelcontextprotocol/serverInfo"]);
  const capabilities = isJsonObject(result["capabilities"]) ? result["capabilities"] : {};
  const instructions = result["instructions"];
  return { era, revision, info, capabilities, instructions: typeof instructions === "string" ? instructions : null };
}
