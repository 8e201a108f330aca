import type { Refusal } from "@countersign/contracts";
import type { JsonObject } from "@countersign/core";
import { editRawObject, rawMember } from "../wire/raw-json.ts";
import { type Era, type Implementation, META, MODERN_REVISIONS } from "../wire/revisions.ts";
import { notificationJson, type RawJson } from "../wire/write-message.ts";

export interface ServerDescription {
  readonly info: Implementation;
  readonly capabilities: JsonObject;
  readonly instructions?: string;
}

/** The result of `initialize`. */
export function initializeResult(revision: string, server: ServerDescription): RawJson {
  const { info, capabilities, instructions } = server;
  const result = { protocolVersion: revision, capabilities, serverInfo: info };
  return JSON.stringify(instructions === undefined ? result : { ...result, instructions });
}

/** The result of `server/discover`. `ttlMs`: how long the client may keep it. */
export function discoverResult(server: ServerDescription, ttlMs: number): RawJson {
  const { info, capabilities, instructions } = server;
  return JSON.stringify({
    resultType: "complete",
    supportedVersions: MODERN_REVISIONS,
    capabilities,
    serverInfo: info,
    ...(instructions === undefined ? {} : { instructions }),
    ttlMs,
    cacheScope: "private",
    _meta: { [META.serverInfo]: info },
  });
}

/** The result of a method that has nothing to say (`ping`, `logging/setLevel`). */
export function emptyResult(era: Era): RawJson {
  return era === "modern" ? '{"resultType":"complete"}' : "{}";
}

export interface ListParts {
  readonly era: Era;
  /** The definitions as JSON texts, in the order to show. */
  readonly items: readonly RawJson[];
  readonly nextCursor: string | null;
  /** How long the client may keep the list, ms (modern only). */
  readonly ttlMs: number;
  readonly meta?: JsonObject;
}

/** The result of a list method: `member` is `tools`, `prompts`, `resources` or `resourceTemplates`. Never cacheable by others. */
export function listResult(member: string, parts: ListParts): RawJson {
  const fields = [`${JSON.stringify(member)}:[${parts.items.join(",")}]`];
  if (parts.nextCursor !== null) fields.push(`"nextCursor":${JSON.stringify(parts.nextCursor)}`);
  if (parts.era === "modern") fields.push(`"resultType":"complete","ttlMs":${parts.ttlMs},"cacheScope":"private"`);
  if (parts.meta !== undefined) fields.push(`"_meta":${JSON.stringify(parts.meta)}`);
  return `{${fields.join(",")}}`;
}

export interface ToolPresentation {
  readonly era: Era;
  /** The name to show, when it differs from the upstream's own. */
  readonly name?: string;
  /** A sentence added to the description. */
  readonly note?: string;
  /** Members added to the definition's `_meta`. */
  readonly meta?: JsonObject;
}

/** A tool's definition as we list it: the upstream's text, changed only where asked. */
export function presentTool(raw: RawJson, presentation: ToolPresentation): RawJson {
  const { era, name, note, meta } = presentation;
  const changes: Record<string, RawJson | null> = {};
  if (name !== undefined) changes["name"] = JSON.stringify(name);
  if (note !== undefined) {
    const description = rawMember(raw, "description");
    const text: unknown = description === null ? "" : JSON.parse(description);
    changes["description"] = JSON.stringify(typeof text === "string" && text !== "" ? `${text}\n\n${note}` : note);
  }
  if (meta !== undefined) changes["_meta"] = mergeMeta(rawMember(raw, "_meta"), meta);
  // The modern era has no `execution` in a tool (its tasks are an extension).
  if (era === "modern") changes["execution"] = null;
  return Object.keys(changes).length === 0 ? raw : editRawObject(raw, changes);
}

function mergeMeta(raw: RawJson | null, added: JsonObject): RawJson {
  const changes: Record<string, RawJson> = {};
  for (const [key, value] of Object.entries(added)) changes[key] = JSON.stringify(value);
  return editRawObject(raw?.startsWith("{") ? raw : "{}", changes);
}

/** An upstream's result in the era of the agent that called: what each era demands is added, the rest stays as it came. */
export function callResult(raw: RawJson, options: { readonly era: Era; readonly meta?: JsonObject }): RawJson {
  const changes: Record<string, RawJson | null> = {};
  const resultType = rawMember(raw, "resultType");
  if (options.era === "modern" && resultType === null) changes["resultType"] = '"complete"';
  if (options.era === "legacy" && resultType !== null) changes["resultType"] = null;
  if (options.meta !== undefined) changes["_meta"] = mergeMeta(rawMember(raw, "_meta"), options.meta);
  return Object.keys(changes).length === 0 ? raw : editRawObject(raw, changes);
}

export interface DecisionParts {
  readonly era: Era;
  /** One sentence the agent can act on. */
  readonly detail: string;
  /** Goes into `_meta` under `io.countersign/decision`. */
  readonly decision: Refusal;
  /** False only for a pending approval or a configured response: an ordinary result. */
  readonly isError: boolean;
  /** True for a tool with an `outputSchema`: clients reject a plain result without `structuredContent`, so it goes as an error. */
  readonly hasOutputSchema?: boolean;
}

/** A refusal, a ticket or a configured response as a tool result. */
export function decisionResult(parts: DecisionParts): RawJson {
  return JSON.stringify({
    content: [{ type: "text", text: parts.detail }],
    isError: parts.isError || parts.hasOutputSchema === true,
    ...(parts.era === "modern" ? { resultType: "complete" } : {}),
    _meta: { [META.decision]: parts.decision },
  });
}

/** First event of a `subscriptions/listen` stream: what of the wish is honoured. */
export function listenAcknowledged(id: string | number, honoured: JsonObject): RawJson {
  const params = { notifications: honoured, _meta: { [META.subscriptionId]: id } };
  return notificationJson("notifications/subscriptions/acknowledged", params);
}

/** `notifications/tools/list_changed`; on a modern stream it names the subscription it belongs to. */
export function toolsListChanged(subscriptionId?: string | number): RawJson {
  const method = "notifications/tools/list_changed";
  if (subscriptionId === undefined) return notificationJson(method);
  return notificationJson(method, { _meta: { [META.subscriptionId]: subscriptionId } });
}

/** Last event of a `subscriptions/listen` stream that we end. */
export function listenEnded(id: string | number, info: Implementation): RawJson {
  return JSON.stringify({
    resultType: "complete",
    _meta: { [META.subscriptionId]: id, [META.serverInfo]: { ...info } },
  });
}
