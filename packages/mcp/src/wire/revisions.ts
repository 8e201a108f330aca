import { isJsonObject, type JsonValue } from "@countersign/core";

/** The stateless revision: every request carries its version, identity and capabilities in `params._meta`. */
export const MODERN_REVISION = "2026-07-28";
export const MODERN_REVISIONS: readonly string[] = [MODERN_REVISION];

/** Revisions with a handshake, newest first. */
export const LEGACY_REVISIONS: readonly string[] = ["2025-11-25", "2025-06-18", "2025-03-26"];
export const LATEST_LEGACY_REVISION = "2025-11-25";

/** The only revision in which one POST may carry an array of messages. */
export const BATCH_REVISION = "2025-03-26";

export type Era = "modern" | "legacy";

/** Revisions are dates, so a revision of the modern era sorts at or after its first one. */
export function isModernRevision(revision: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(revision) && revision >= MODERN_REVISION;
}

/** The revision to answer `initialize` with: the one asked for if we speak it, else our newest with a handshake. */
export function negotiateLegacyRevision(requested: string): string {
  return LEGACY_REVISIONS.includes(requested) ? requested : LATEST_LEGACY_REVISION;
}

/** Reserved names inside `_meta`. */
export const META = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  clientCapabilities: "io.modelcontextprotocol/clientCapabilities",
  logLevel: "io.modelcontextprotocol/logLevel",
  serverInfo: "io.modelcontextprotocol/serverInfo",
  subscriptionId: "io.modelcontextprotocol/subscriptionId",
  /** Our own: the refusal or pending object that explains a tool result. */
  decision: "io.countersign/decision",
} as const;

/** Request methods each era defines. Whether we serve one is the gateway's to say. */
export const MODERN_METHODS: ReadonlySet<string> = new Set([
  "server/discover",
  "subscriptions/listen",
  "tools/list",
  "tools/call",
  "prompts/list",
  "prompts/get",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "completion/complete",
  "tasks/get",
  "tasks/update",
  "tasks/cancel",
]);
export const LEGACY_METHODS: ReadonlySet<string> = new Set([
  "initialize",
  "ping",
  "logging/setLevel",
  "tools/list",
  "tools/call",
  "prompts/list",
  "prompts/get",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "resources/subscribe",
  "resources/unsubscribe",
  "completion/complete",
]);

/** What a peer calls itself. */
export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
}

/** Reads `{name, version, title?}`; null when it isn't one. */
export function readImplementation(value: JsonValue | undefined): Implementation | null {
  if (!isJsonObject(value)) return null;
  const { name, version, title } = value;
  if (typeof name !== "string" || typeof version !== "string") return null;
  return typeof title === "string" ? { name, version, title } : { name, version };
}
